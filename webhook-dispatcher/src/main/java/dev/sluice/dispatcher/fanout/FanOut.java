package dev.sluice.dispatcher.fanout;

import dev.sluice.batch.Rows;
import dev.sluice.wire.JobAnnouncement;
import java.util.List;
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

  // job by primary key. The unique index on (event_id, target) lets an event that comes again fall
  // through. The job's own tenant must be the event's: the topic is open to other producers.
  private static final String STORE =
      """
      INSERT INTO delivery (id, event_id, target, event_type, job_id, tenant, url, secret, body,
                            status, next_attempt_at)
      SELECT uuidv7(), e.id, 'job', e.type, job.id, job.tenant, job.webhook_url,
             job.webhook_secret, e.body, 'pending', now()
      FROM unnest(?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::bytea[])
             AS e (id, type, job_id, tenant, body)
      JOIN job ON job.id = e.job_id AND job.tenant = e.tenant
      WHERE job.webhook_url IS NOT NULL AND e.type = ANY (job.webhook_events)
      ON CONFLICT (event_id, target) DO NOTHING
      """;

  private final JdbcTemplate jdbc;

  FanOut(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Stores them in one statement, all or none; due at once. An event that was stored before is
   * ignored, and so is one whose job has no webhook for it.
   *
   * @return how many deliveries are new
   */
  int store(List<Event> events) {
    if (events.isEmpty()) {
      return 0;
    }
    return jdbc.update(
        STORE,
        Rows.of(events)
            .uuid(event -> event.announcement().eventId())
            .text(event -> event.announcement().type().wireName())
            .uuid(event -> event.announcement().jobId().value())
            .text(event -> event.announcement().tenant().value())
            .bytes(Event::body)
            .parameters());
  }
}
