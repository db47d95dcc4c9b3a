package dev.sluice.dispatcher.fanout;

import dev.sluice.batch.Rows;
import dev.sluice.wire.JobAnnouncement;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores the deliveries that events call for. */
final class FanOut {

  /** An event and the body that announces it. */
  @SuppressWarnings("ArrayRecordComponent") // The bytes that are signed and sent; never compared.
  record Event(JobAnnouncement announcement, byte[] body) {

    /** Never shows the body. */
    @Override
    public String toString() {
      return announcement.toString();
    }
  }

  // job by primary key, endpoints by the index endpoint_of_tenant: one look for a tenant that has
  // none. The unique index on (event_id, target) lets an event that comes again fall through. The
  // job's own tenant must be the event's: the topic is open to other producers. An endpoint hears
  // of what happened since it is there; the two times are of different machines, which may be a
  // minute apart. Each target has a copy of the body, so large ones go to a part of them at a time.
  private static final String STORE =
      """
      INSERT INTO delivery (id, event_id, target, event_type, job_id, tenant, url, secret, body,
                            destination, endpoint_id, occurred_at, status, next_attempt_at)
      SELECT uuidv7(), e.id, t.target, e.type, job.id, job.tenant, t.url, t.secret, e.body,
             t.destination, t.endpoint_id, e.time, t.status, now()
      FROM unnest(?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::timestamptz[], ?::bytea[])
             AS e (id, type, job_id, tenant, time, body)
      CROSS JOIN (SELECT ?::int AS this, ?::int AS number) AS part
      JOIN job ON job.id = e.job_id AND job.tenant = e.tenant
      CROSS JOIN LATERAL (
        SELECT 'job' AS target, job.webhook_url AS url, job.webhook_secret AS secret,
               job.tenant || '/' || lower(substring(job.webhook_url FROM '^[^:]+://([^/?#]+)'))
                 AS destination,
               NULL::uuid AS endpoint_id, 'pending' AS status
        WHERE part.this = 0 AND job.webhook_url IS NOT NULL AND e.type = ANY (job.webhook_events)
        UNION ALL
        SELECT w.id::text, w.url, NULL, w.id::text, w.id,
               CASE WHEN w.enabled THEN 'pending' ELSE 'held' END
        FROM webhook_endpoint w
        WHERE w.tenant = e.tenant AND w.deleted_at IS NULL AND w.created_at <= e.time + interval '1 minute'
          AND (uuid_hash(w.id) & 2147483647) % part.number = part.this
          AND e.type = ANY (w.events)
      ) AS t
      ON CONFLICT (event_id, target) DO NOTHING
      """;

  private final JdbcTemplate jdbc;

  FanOut(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Stores a portion in one statement, or a single large event in several: one delivery for the
   * job's own webhook and one for each endpoint of its tenant, where they ask for the event. Due at
   * once, or held where the endpoint is disabled. A delivery that was stored before is left as it
   * is.
   *
   * @return how many deliveries are new
   */
  int store(List<Event> events) {
    if (events.isEmpty()) {
      return 0;
    }
    int parts = Portions.parts(events);
    return IntStream.range(0, parts).map(part -> store(events, part, parts)).sum();
  }

  private int store(List<Event> events, int part, int parts) {
    return jdbc.update(
        STORE,
        Rows.of(events)
            .uuid(event -> event.announcement().eventId())
            .text(event -> event.announcement().type().wireName())
            .uuid(event -> event.announcement().jobId().value())
            .text(event -> event.announcement().tenant().value())
            .timestamp(event -> event.announcement().time())
            .bytes(Event::body)
            .scalar(part)
            .scalar(parts)
            .parameters());
  }
}
