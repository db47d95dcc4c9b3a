package dev.sluice.webhooks.delivery;

import static java.util.Objects.requireNonNull;

import dev.sluice.batch.Rows;
import dev.sluice.wire.JobEvent;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores the deliveries of events. */
public final class FanOut {

  /** Deliveries that one statement stores; bounds its memory and its duration. */
  static final int MAX_DELIVERIES = 1000;

  /** An event and the body of its webhooks. */
  @SuppressWarnings("ArrayRecordComponent") // The bytes that are signed and sent; never compared.
  public record Event(JobEvent announcement, byte[] body) {

    /** Omits the body. */
    @Override
    public String toString() {
      return announcement.toString();
    }
  }

  // Jobs by primary key, endpoints by the index endpoint_of_tenant: one lookup for a tenant without
  // endpoints. The job's tenant must be the event's, as the topic has other producers. Endpoints
  // receive only events that occurred after they were registered, with a minute's tolerance, as the
  // two times come from different machines. Stored deliveries are excluded before the limit, so
  // that repeating the statement reaches the end; by a scalar subquery, since the planner might
  // scan the whole table for an anti-join.
  private static final String STORE =
      """
      WITH event AS MATERIALIZED (
        SELECT *
        FROM unnest(?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::timestamptz[], ?::bytea[])
               AS e (id, type, job_id, tenant, time, body)
      ), missing AS MATERIALIZED (
        SELECT e.id AS event_id, e.type, e.job_id, e.tenant, t.*
        FROM event e
        JOIN job ON job.id = e.job_id AND job.tenant = e.tenant
        CROSS JOIN LATERAL (
          SELECT 'job' AS target, job.webhook_url AS url, job.webhook_secret AS secret,
                 job.tenant || '/' || lower(substring(job.webhook_url FROM '^[^:]+://([^/?#]+)'))
                   AS destination,
                 NULL::uuid AS endpoint_id, 'pending' AS status
          WHERE job.webhook_url IS NOT NULL AND e.type = ANY (job.webhook_events)
          UNION ALL
          SELECT w.id::text, w.url, NULL, w.id::text, w.id,
                 CASE WHEN w.enabled THEN 'pending' ELSE 'held' END
          FROM webhook_endpoint w
          WHERE w.tenant = e.tenant AND w.deleted_at IS NULL
            AND w.created_at <= e.time + interval '1 minute' AND e.type = ANY (w.events)
        ) AS t
        WHERE (SELECT true FROM delivery d
               WHERE d.event_id = e.id AND d.target = t.target LIMIT 1) IS NULL
        LIMIT ?
      ), body AS (
        INSERT INTO webhook_event (id, tenant, occurred_at, body)
        SELECT e.id, e.tenant, e.time, e.body
        FROM event e
        WHERE e.id IN (SELECT m.event_id FROM missing m)
        ON CONFLICT (id, tenant) DO NOTHING
      ), stored AS (
        INSERT INTO delivery (id, event_id, target, event_type, job_id, tenant, url, secret,
                              destination, endpoint_id, status, next_attempt_at)
        SELECT uuidv7(), m.event_id, m.target, m.type, m.job_id, m.tenant, m.url, m.secret,
               m.destination, m.endpoint_id, m.status, now()
        FROM missing m
        ON CONFLICT (event_id, target) DO NOTHING
        RETURNING 1
      )
      SELECT (SELECT count(*) FROM missing) AS missing, (SELECT count(*) FROM stored) AS stored
      """;

  private record Stored(int missing, int stored) {}

  private final JdbcTemplate jdbc;

  public FanOut(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Stores a delivery for the job's own webhook and for each endpoint of its tenant that subscribes
   * to the event: due at once, or held if the endpoint is disabled. Stores each body once. Existing
   * deliveries do not change.
   *
   * @return the number of new deliveries
   */
  public int store(List<Event> events) {
    if (events.isEmpty()) {
      return 0;
    }
    Object[] parameters =
        Rows.of(events)
            .uuid(event -> event.announcement().eventId())
            .text(event -> event.announcement().type().wireName())
            .uuid(event -> event.announcement().jobId().value())
            .text(event -> event.announcement().tenant().value())
            .timestamp(event -> event.announcement().time())
            .bytes(Event::body)
            .scalar(MAX_DELIVERIES)
            .parameters();
    int deliveries = 0;
    Stored now;
    do {
      now =
          requireNonNull(
              jdbc.queryForObject(
                  STORE,
                  (row, _) -> new Stored(row.getInt("missing"), row.getInt("stored")),
                  parameters));
      deliveries += now.stored();
    } while (now.missing() == MAX_DELIVERIES);
    return deliveries;
  }
}
