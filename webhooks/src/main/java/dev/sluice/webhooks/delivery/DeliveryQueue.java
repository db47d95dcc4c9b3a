package dev.sluice.webhooks.delivery;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toList;

import dev.sluice.lease.WorkerId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The queue of deliveries: claiming and giving back. All times are the database's, so dispatchers
 * need not agree on the time.
 */
public final class DeliveryQueue {

  // Index delivery_held and delivery_deadline; few rows are 'sending' at any time. Fenced by the
  // row lock: a row that was settled meanwhile no longer fits, one that is being settled is
  // skipped. lost_until is what settling recognises the row by, and replay_outcome how it counts,
  // see there.
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
      ), reaped AS (
        UPDATE delivery d
        SET status = CASE WHEN d.lost < ? THEN 'pending' ELSE 'failed' END,
            completed_at = CASE WHEN d.lost < ? THEN NULL ELSE now() END,
            worker_id = NULL, deadline_at = NULL, uncounted = d.uncounted + 1,
            lost = CASE WHEN d.lost < ? THEN d.lost + 1 ELSE 0 END,
            next_attempt_at = now() + ? * interval '1 millisecond',
            lost_until = now() + ? * interval '1 millisecond'
        FROM lost
        WHERE d.id = lost.id
        RETURNING d.id, d.status, d.replay_id
      ), counted AS (
        INSERT INTO replay_outcome (replay_id, delivered, failed)
        SELECT r.replay_id, 0, count(*)
        FROM reaped r
        WHERE r.replay_id IS NOT NULL AND r.status = 'failed'
        GROUP BY r.replay_id
      )
      SELECT r.id, r.status FROM reaped r
      """;

  // A loose scan over the index delivery_due: one probe per destination, however many wait for it.
  private static final String OLDEST_DUE =
      """
      WITH RECURSIVE first AS (
        (SELECT d.destination, d.next_attempt_at
         FROM delivery d
         WHERE d.status = 'pending'
         ORDER BY d.destination, d.next_attempt_at, d.id
         LIMIT 1)
        UNION ALL
        SELECT n.destination, n.next_attempt_at
        FROM first f CROSS JOIN LATERAL (
          SELECT d.destination, d.next_attempt_at
          FROM delivery d
          WHERE d.status = 'pending' AND d.destination > f.destination
          ORDER BY d.destination, d.next_attempt_at, d.id
          LIMIT 1) n
      )
      SELECT coalesce(extract(epoch FROM now() - min(f.next_attempt_at)), 0)::float8
      FROM first f
      WHERE f.next_attempt_at <= now()
      """;

  private static final int REAPED_AT_ONCE = 500;

  /**
   * Beyond it a delivery fails: what it holds brings down who attempts it, or cannot be settled.
   */
  public static final int MAX_LOST = 20;

  /**
   * How long a lost attempt's outcome has a head start over the next attempt: the longest pause of
   * a settlement between two tries, a connection that is waited for, and some room.
   */
  private static final Duration HEAD_START = Duration.ofSeconds(5);

  private final JdbcTemplate jdbc;
  private final ClaimStatement claim;

  public DeliveryQueue(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.claim = new ClaimStatement(jdbc);
  }

  /**
   * Takes due deliveries of each picked destination for a worker, oldest first: as many as were
   * asked for, as its rate limit lets pass and as fit into the bytes it got. Nothing where the
   * worker has no live lease, nothing of an endpoint that is disabled or deleted. What is not taken
   * is as it was.
   *
   * @param holdFor after this long the delivery is given to others whatever became of the worker
   */
  public Claimed claim(WorkerId worker, List<Pick> picks, Duration holdFor) {
    return picks.isEmpty() ? new Claimed(List.of(), List.of()) : claim.run(worker, picks, holdFor);
  }

  /**
   * What was taken from workers.
   *
   * @param failed those that were lost too often in a row
   */
  public record Reaped(int due, List<DeliveryId> failed) {}

  /**
   * Gives back what dead workers held and what was held too long. The attempt does not count, as
   * nobody knows its outcome; a worker that was merely cut off from the database may still bring it
   * before the delivery is due again, seconds later. What has been lost {@value #MAX_LOST} times in
   * a row fails.
   */
  public Reaped reap() {
    Map<Boolean, List<DeliveryId>> byFailed =
        jdbc
            .query(
                REAP,
                (row, _) ->
                    Map.entry(
                        "failed".equals(row.getString("status")),
                        new DeliveryId(row.getObject("id", UUID.class))),
                REAPED_AT_ONCE,
                MAX_LOST,
                MAX_LOST,
                MAX_LOST,
                HEAD_START.toMillis(),
                HEAD_START.toMillis())
            .stream()
            .collect(partitioningBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toList())));
    return new Reaped(
        requireNonNull(byFailed.get(false)).size(), requireNonNull(byFailed.get(true)));
  }

  /** For how long the oldest due delivery has been due; zero where none is. */
  public Duration oldestDueAge() {
    Double seconds = jdbc.queryForObject(OLDEST_DUE, Double.class);
    return Duration.ofMillis(seconds == null ? 0 : Math.max(0, (long) (seconds * 1000)));
  }
}
