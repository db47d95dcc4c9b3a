package dev.sluice.dispatcher.deliver;

import dev.sluice.batch.Rows;
import dev.sluice.job.JobId;
import dev.sluice.lease.WorkerId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The queue of deliveries: claiming and giving back. All times are the database's, so dispatchers
 * need not agree on the time.
 */
final class Deliveries {

  // Candidates come off the index delivery_due, oldest first, and are locked, so that dispatchers
  // pass each other by. Endpoints at their cap are left out before that: their backlog does not
  // hide what lies behind it. Of one endpoint no more are taken than its cap allows.
  private static final String CLAIM =
      """
      WITH busy AS (
        SELECT * FROM unnest(?::text[], ?::int[]) AS b (endpoint, running)
      ), candidate AS (
        SELECT d.id, d.next_attempt_at,
               lower(substring(d.url FROM '^[^:]+://([^/?#]+)')) AS endpoint
        FROM delivery d
        WHERE d.status = 'pending' AND d.next_attempt_at <= now()
          AND lower(substring(d.url FROM '^[^:]+://([^/?#]+)'))
              NOT IN (SELECT endpoint FROM busy WHERE running >= ?)
          AND EXISTS (SELECT FROM worker w WHERE w.id = ? AND w.expires_at > now())
        ORDER BY d.next_attempt_at, d.id
        LIMIT ?
        FOR UPDATE OF d SKIP LOCKED
      ), ranked AS (
        SELECT c.id, c.endpoint,
               coalesce(b.running, 0) + row_number() OVER (
                 PARTITION BY c.endpoint ORDER BY c.next_attempt_at, c.id) AS place
        FROM candidate c LEFT JOIN busy b USING (endpoint)
      )
      UPDATE delivery d
      SET status = 'sending', attempt = d.attempt + 1, worker_id = ?,
          deadline_at = now() + ? * interval '1 millisecond'
      FROM ranked r
      WHERE d.id = r.id AND r.place <= ?
      RETURNING d.id, d.worker_id, d.attempt, d.uncounted, d.event_id, d.event_type, d.job_id, d.url,
                r.endpoint, d.secret, d.body
      """;

  // Index delivery_held and delivery_deadline; few rows are 'sending' at any time. Fenced by the
  // row lock: a row that was settled meanwhile no longer fits, one that is being settled is
  // skipped.
  private static final String REAP =
      """
      WITH lost AS (
        SELECT d.id
        FROM delivery d
        WHERE d.status = 'sending'
          AND (d.deadline_at <= now()
               OR NOT EXISTS (
                 SELECT FROM worker w WHERE w.id = d.worker_id AND w.expires_at > now()))
        ORDER BY d.id
        LIMIT ?
        FOR UPDATE OF d SKIP LOCKED
      )
      UPDATE delivery d
      SET status = 'pending', worker_id = NULL, deadline_at = NULL,
          uncounted = d.uncounted + 1, next_attempt_at = now()
      FROM lost
      WHERE d.id = lost.id
      """;

  // First entry of the index delivery_due.
  private static final String OLDEST_DUE =
      """
      SELECT coalesce(extract(epoch FROM now() - min(next_attempt_at)), 0)::float8
      FROM delivery
      WHERE status = 'pending' AND next_attempt_at <= now()
      """;

  private static final int REAPED_AT_ONCE = 500;

  private final JdbcTemplate jdbc;

  Deliveries(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Takes up to {@code max} due deliveries for a worker, oldest first; none where the worker has no
   * live lease.
   *
   * @param holdFor after this long the delivery is given to others whatever became of the worker
   * @param running attempts under way, per endpoint
   * @param perEndpoint how many there may be
   */
  List<Claim> claim(
      WorkerId worker, int max, Duration holdFor, Map<String, Integer> running, int perEndpoint) {
    List<Map.Entry<String, Integer>> busy = List.copyOf(running.entrySet());
    return jdbc.query(
        CLAIM,
        Deliveries::claim,
        Rows.of(busy)
            .text(Map.Entry::getKey)
            .integer(Map.Entry::getValue)
            .scalar(perEndpoint)
            .scalar(worker.value())
            .scalar(max)
            .scalar(worker.value())
            .scalar(holdFor.toMillis())
            .scalar(perEndpoint)
            .parameters());
  }

  /**
   * Gives back what dead workers held and what was held too long; due at once, and the attempt does
   * not count, as nobody knows its outcome.
   *
   * @return how many
   */
  int reap() {
    return jdbc.update(REAP, REAPED_AT_ONCE);
  }

  /** For how long the oldest due delivery has been due; zero where none is. */
  Duration oldestDueAge() {
    Double seconds = jdbc.queryForObject(OLDEST_DUE, Double.class);
    return Duration.ofMillis(seconds == null ? 0 : Math.max(0, (long) (seconds * 1000)));
  }

  private static Claim claim(ResultSet row, int rowNumber) throws SQLException {
    return new Claim(
        new DeliveryId(row.getObject("id", UUID.class)),
        new WorkerId(row.getObject("worker_id", UUID.class)),
        row.getInt("attempt"),
        row.getInt("uncounted"),
        row.getObject("event_id", UUID.class),
        row.getString("event_type"),
        new JobId(row.getObject("job_id", UUID.class)),
        row.getString("url"),
        row.getString("endpoint"),
        row.getString("secret"),
        row.getBytes("body"));
  }
}
