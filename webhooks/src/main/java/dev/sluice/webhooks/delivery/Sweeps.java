package dev.sluice.webhooks.delivery;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Applies the state of endpoints to their deliveries: holds what is pending for disabled endpoints,
 * releases what is held for enabled ones, and discards both for deleted ones. Each statement moves
 * at most {@value #BATCH} rows and skips locked ones, so dispatchers do not wait for each other,
 * and an attempt that is being claimed or settled is left for the next sweep.
 *
 * <p>What a sweep reads may be outdated when it commits; the next sweep corrects this, and no claim
 * takes a delivery of an endpoint that is disabled or deleted.
 *
 * <p>Metric: {@code sluice.webhooks.swept}, counter of deliveries by the status {@code to} which
 * they were moved.
 */
public final class Sweeps {

  public static final int BATCH = 500;

  /** A larger backlog is left for the next sweep, so that other maintenance has its turn. */
  private static final int MAX_BATCHES = 40;

  private static final Duration RECENTLY = Duration.ofMinutes(10);
  private static final Duration EVER = Duration.ofDays(36_500);

  /** Expired secrets are kept for attempts that are about to sign with them. */
  private static final Duration SECRETS_KEPT = Duration.ofHours(1);

  // Walks endpoint_stopped and probes delivery_due for each endpoint (its destination is the
  // endpoint's id). Unordered, as a sort would lock every row before the first is chosen.
  private static final String STOP_PENDING =
      """
      WITH chosen AS (
        SELECT d.id, e.deleted_at IS NOT NULL AS deleted
        FROM webhook_endpoint e
        CROSS JOIN LATERAL (
          SELECT d.id FROM delivery d
          WHERE d.status = 'pending' AND d.destination = e.id::text
          LIMIT ?
          FOR UPDATE SKIP LOCKED
        ) AS d
        WHERE (e.disabled_at IS NOT NULL OR e.deleted_at IS NOT NULL)
          AND greatest(e.disabled_at, e.deleted_at) > now() - ? * interval '1 second'
        LIMIT ?
      ), moved AS (
        UPDATE delivery d
        SET status = CASE WHEN c.deleted THEN 'discarded' ELSE 'held' END,
            completed_at = CASE WHEN c.deleted THEN now() END
        FROM chosen c
        WHERE d.id = c.id
        RETURNING d.status
      )
      """;

  // Walks delivery_waiting from endpoint to endpoint: one probe for each that has held deliveries,
  // none for the others. Released deliveries are due at once, not by the rest of their schedule,
  // unless the last response was 429 or 503: then the planned time stands, but at most the hour
  // that a Retry-After may ask for.
  private static final String MOVE_HELD =
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
            -- The outcome of a lost attempt is still accepted, see Settlements.
            lost_until = CASE WHEN d.lost_until = d.next_attempt_at THEN c.due END
        FROM chosen c
        WHERE d.id = c.id
        RETURNING d.status
      )
      """;

  private static final String COUNT_MOVED =
      """
      SELECT count(*) FILTER (WHERE status = 'held') AS held,
             count(*) FILTER (WHERE status = 'pending') AS released,
             count(*) FILTER (WHERE status = 'discarded') AS discarded
      FROM moved
      """;

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

  /** How many deliveries were moved. */
  public record Moved(int held, int released, int discarded) {

    private static final Moved NONE = new Moved(0, 0, 0);

    private Moved plus(Moved more) {
      return new Moved(held + more.held, released + more.released, discarded + more.discarded);
    }

    private boolean isFullBatch() {
      return held + released + discarded >= BATCH;
    }
  }

  private final JdbcTemplate jdbc;
  private final MeterRegistry meters;

  public Sweeps(JdbcTemplate jdbc, MeterRegistry meters) {
    this.jdbc = jdbc;
    this.meters = meters;
    count(Moved.NONE);
  }

  /** Sweeps the endpoints that were stopped in the last minutes, and everything that is held. */
  public Moved sweepRecent() {
    return sweep(RECENTLY);
  }

  /**
   * Sweeps all endpoints, e.g. for an outcome that was kept through a long outage of the database,
   * and removes secrets that have not signed for an hour.
   */
  public Moved sweepAll() {
    int removed;
    do {
      removed = jdbc.update(FORGET_SECRETS, SECRETS_KEPT.toSeconds(), BATCH);
    } while (removed == BATCH);
    return sweep(EVER);
  }

  private Moved sweep(Duration within) {
    return repeat(() -> stopPending(within)).plus(repeat(this::moveHeld));
  }

  private static Moved repeat(Supplier<Moved> batch) {
    Moved all = Moved.NONE;
    for (int batches = 0; batches < MAX_BATCHES; batches++) {
      Moved moved = batch.get();
      all = all.plus(moved);
      if (!moved.isFullBatch()) {
        break;
      }
    }
    return all;
  }

  private void count(Moved moved) {
    meters.counter("sluice.webhooks.swept", "to", "held").increment(moved.held);
    meters.counter("sluice.webhooks.swept", "to", "pending").increment(moved.released);
    meters.counter("sluice.webhooks.swept", "to", "discarded").increment(moved.discarded);
  }

  /**
   * One batch: holds what is pending for disabled endpoints, discards it for deleted ones.
   *
   * @param within only endpoints that were disabled or deleted within this time
   */
  public Moved stopPending(Duration within) {
    return move(STOP_PENDING, BATCH, within.toSeconds(), BATCH);
  }

  /** One batch: releases what is held for enabled endpoints, discards it for deleted ones. */
  public Moved moveHeld() {
    return move(MOVE_HELD, RetrySchedule.MAX_RETRY_AFTER.toSeconds(), BATCH, BATCH);
  }

  private Moved move(String statement, Object... parameters) {
    Moved moved =
        requireNonNull(
            jdbc.queryForObject(
                statement + COUNT_MOVED,
                (row, _) ->
                    new Moved(row.getInt("held"), row.getInt("released"), row.getInt("discarded")),
                parameters));
    count(moved);
    return moved;
  }
}
