package dev.sluice.webhooks.delivery;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Lets deliveries follow what became of their endpoints. Each statement moves at most {@value
 * #AT_ONCE} rows, locks what it moves and skips what is locked, so dispatchers pass each other by
 * and an attempt that is being claimed or settled is left for the next time.
 *
 * <p>Whatever is enabled, disabled, claimed or stored meanwhile, what a sweep reads may be outdated
 * when it commits; the next one puts that right, and no claim takes what an endpoint's state
 * forbids.
 */
public final class Sweeps {

  public static final int AT_ONCE = 500;

  /** Secrets that expired are kept for a while, for whoever still looks at them. */
  private static final Duration MARGIN = Duration.ofHours(1);

  // Walks endpoint_stopped and looks into delivery_due for each (its destination is the endpoint's
  // id). In no order, as one would lock everything before the first row is chosen.
  private static final String WAITING =
      """
      WITH chosen AS (
        SELECT d.id
        FROM webhook_endpoint e
        CROSS JOIN LATERAL (
          SELECT d.id FROM delivery d
          WHERE d.status = 'pending' AND d.destination = e.id::text
          LIMIT ?
          FOR UPDATE SKIP LOCKED
        ) AS d
        WHERE (e.disabled_at IS NOT NULL OR e.deleted_at IS NOT NULL)
          AND greatest(e.disabled_at, e.deleted_at) > now() - ? * interval '1 second'
          AND %s
        LIMIT ?
      )
      UPDATE delivery d SET %s FROM chosen WHERE d.id = chosen.id
      """;

  // Goes from endpoint to endpoint along delivery_waiting: one look for each that has deliveries
  // held, none for the others. What is released is due: whoever enables an endpoint does not wait
  // for the rest of a schedule. But what was last answered with 429 or 503 keeps the time that it
  // was planned for as far as a Retry-After may have put it off, which is an hour.
  private static final String HELD =
      """
      WITH RECURSIVE holding AS (
        (SELECT d.endpoint_id FROM delivery d WHERE d.status = 'held'
         ORDER BY d.endpoint_id LIMIT 1)
        UNION ALL
        SELECT (SELECT d.endpoint_id FROM delivery d
                WHERE d.status = 'held' AND d.endpoint_id > h.endpoint_id
                ORDER BY d.endpoint_id LIMIT 1)
        FROM holding h WHERE h.endpoint_id IS NOT NULL
      ), chosen AS (
        SELECT d.id, d.due, e.deleted_at IS NOT NULL AS deleted
        FROM holding h
        JOIN webhook_endpoint e
          ON e.id = h.endpoint_id AND (e.enabled OR e.deleted_at IS NOT NULL)
        CROSS JOIN LATERAL (
          SELECT d.id,
                 CASE WHEN (SELECT a.status_code IN (429, 503) FROM delivery_attempt a
                            WHERE a.delivery_id = d.id
                            ORDER BY a.attempt DESC LIMIT 1)
                      THEN greatest(now(), least(d.next_attempt_at, now() + ? * interval '1 second'))
                      ELSE now() END AS due
          FROM delivery d
          WHERE d.status = 'held' AND d.endpoint_id = e.id
          ORDER BY d.id
          LIMIT ?
          FOR UPDATE SKIP LOCKED
        ) AS d
        LIMIT ?
      ), moved AS (
        UPDATE delivery d
        SET status = CASE WHEN c.deleted THEN 'discarded' ELSE 'pending' END,
            completed_at = CASE WHEN c.deleted THEN now() END,
            next_attempt_at = CASE WHEN c.deleted THEN d.next_attempt_at ELSE c.due END,
            -- The outcome of a lost attempt is still taken, see Settlements.
            lost_until = CASE WHEN d.lost_until = d.next_attempt_at THEN c.due END
        FROM chosen c
        WHERE d.id = c.id
        RETURNING d.status
      )
      SELECT count(*) FILTER (WHERE status = 'pending') AS released,
             count(*) FILTER (WHERE status = 'discarded') AS discarded
      FROM moved
      """;

  private static final String HOLD_WAITING =
      WAITING.formatted("NOT e.enabled AND e.deleted_at IS NULL", "status = 'held'");
  private static final String DISCARD_WAITING =
      WAITING.formatted("e.deleted_at IS NOT NULL", "status = 'discarded', completed_at = now()");

  // Index secret_expiring.
  private static final String FORGET_SECRETS =
      """
      WITH chosen AS (
        SELECT id FROM endpoint_secret
        WHERE expires_at < now() - ? * interval '1 second'
        LIMIT ?
        FOR UPDATE SKIP LOCKED
      )
      DELETE FROM endpoint_secret s USING chosen WHERE s.id = chosen.id
      """;

  private final JdbcTemplate jdbc;

  public Sweeps(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What waits for disabled endpoints is held.
   *
   * @param within endpoints that were disabled no longer ago than this
   * @return how many; {@value #AT_ONCE} mean that there may be more
   */
  public int holdWaiting(Duration within) {
    return jdbc.update(HOLD_WAITING, AT_ONCE, within.toSeconds(), AT_ONCE);
  }

  /**
   * What waits for deleted endpoints is discarded.
   *
   * @param within endpoints that were deleted no longer ago than this
   */
  public int discardWaiting(Duration within) {
    return jdbc.update(DISCARD_WAITING, AT_ONCE, within.toSeconds(), AT_ONCE);
  }

  /** What a look at the held deliveries moved. */
  public record Moved(int released, int discarded) {

    public boolean mayBeMore() {
      return released + discarded >= AT_ONCE;
    }
  }

  /**
   * What is held for enabled endpoints is due now, or where it was answered with 429 or 503 when it
   * was planned for, within an hour; for deleted ones it is discarded.
   */
  public Moved moveHeld() {
    return requireNonNull(
        jdbc.queryForObject(
            HELD,
            (row, _) -> new Moved(row.getInt("released"), row.getInt("discarded")),
            RetrySchedule.MAX_RETRY_AFTER.toSeconds(),
            AT_ONCE,
            AT_ONCE));
  }

  /** Removes secrets that have not signed for an hour. */
  public int forgetSecrets() {
    return jdbc.update(FORGET_SECRETS, MARGIN.toSeconds(), AT_ONCE);
  }
}
