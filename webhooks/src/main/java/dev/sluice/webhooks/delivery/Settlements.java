package dev.sluice.webhooks.delivery;

import static java.util.Objects.requireNonNullElse;

import dev.sluice.batch.Batcher;
import dev.sluice.batch.Rows;
import dev.sluice.webhooks.WebhookProperties;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;

/**
 * Writes settlements: many in one statement, each behind its own fence, with its log entry. Their
 * effect on endpoints follows at once, or later for an endpoint that another transaction has
 * locked: no delivery waits for an endpoint's row.
 *
 * <p>Metric: {@code sluice.webhooks.latency}, timer, from an event to its first delivery, retries
 * included; without manual retries and replays.
 */
public final class Settlements {

  private static final Logger log = LoggerFactory.getLogger(Settlements.class);
  private static final byte[] NO_BODY = {};

  // One statement, so that a delivery and its log change together. Primary key lookups. The fence
  // is id, attempt and 'sending'. For a lost attempt it is that the row has not changed since: a
  // claim sets another attempt, a manual retry or replay another next_attempt_at; such an attempt
  // is counted after all. A repeated settlement (the connection broke after the commit) changes
  // nothing and is recognised by its log entry, which only the attempt's owner writes. Scheduled
  // retries are automatic, whatever triggered the failed attempt. Ended deliveries are counted for
  // their replay by inserting a row, as a replay step may hold the replay's row while it waits for
  // a delivery that is being settled.
  private static final String SETTLE =
      """
      WITH outcome AS (
        SELECT * FROM unnest(
            ?::uuid[], ?::int[], ?::text[], ?::bigint[], ?::timestamptz[], ?::int[],
            ?::text[], ?::int[], ?::text[], ?::bytea[], ?::bool[],
            ?::text[], ?::text[], ?::text[], ?::int[], ?::int[], ?::int[], ?::int[], ?::int[])
          WITH ORDINALITY AS o (id, attempt, status, retry_millis, started_at, duration_ms, url, status_code,
                failure, response_body, response_cut,
                trigger, address, protocol, dns_us, connect_us, tls_us, first_byte_us, earlier,
                number)
      ), settled AS (
        UPDATE delivery d
        SET status = CASE WHEN d.status = 'held' AND o.status = 'pending' THEN 'held'
                          ELSE o.status END,
            worker_id = NULL, deadline_at = NULL, lost_until = NULL,
            lost = CASE WHEN o.started_at IS NULL THEN d.lost ELSE 0 END,
            uncounted = d.uncounted + CASE WHEN o.started_at IS NULL THEN 1
                                           WHEN d.status <> 'sending' THEN -1
                                           ELSE 0 END,
            trigger = CASE WHEN o.retry_millis IS NOT NULL AND o.started_at IS NOT NULL
                           THEN 'automatic' ELSE d.trigger END,
            next_attempt_at =
              CASE WHEN o.retry_millis IS NULL THEN d.next_attempt_at
                   ELSE now() + o.retry_millis * interval '1 millisecond' END,
            completed_at = CASE WHEN o.status IN ('delivered', 'failed') THEN now() END
        FROM outcome o
        WHERE d.id = o.id AND d.attempt = o.attempt
          AND (d.status = 'sending'
               OR (d.status IN ('pending', 'held') AND d.lost_until = d.next_attempt_at
                   AND d.earlier = o.earlier AND o.started_at IS NOT NULL))
        RETURNING d.id, d.attempt, d.status, d.trigger, d.earlier, d.endpoint_id,
                  d.next_attempt_at, d.replay_id, d.job_id, d.event_id, d.tenant
      ), logged AS (
        INSERT INTO delivery_attempt (delivery_id, attempt, started_at, duration_ms, url,
            status_code, failure, response_body, response_cut, next_attempt_at, trigger, address,
            protocol, dns_us, connect_us, tls_us, first_byte_us)
        SELECT o.id, o.attempt, o.started_at, o.duration_ms, o.url, o.status_code, o.failure,
               CASE WHEN o.status_code IS NOT NULL THEN o.response_body END, o.response_cut,
               CASE WHEN o.retry_millis IS NOT NULL THEN s.next_attempt_at END, o.trigger,
               o.address, o.protocol, o.dns_us, o.connect_us, o.tls_us, o.first_byte_us
        FROM outcome o JOIN settled s USING (id, attempt)
        WHERE o.started_at IS NOT NULL
      ), counted AS (
        INSERT INTO replay_outcome (replay_id, delivered, failed)
        SELECT s.replay_id, count(*) FILTER (WHERE s.status = 'delivered'),
               count(*) FILTER (WHERE s.status = 'failed')
        FROM settled s
        WHERE s.replay_id IS NOT NULL AND s.status IN ('delivered', 'failed')
        GROUP BY s.replay_id
      )
      SELECT s.id IS NOT NULL AS settled,
             s.id IS NOT NULL
               OR EXISTS (SELECT FROM delivery_attempt a
                          WHERE a.delivery_id = o.id AND a.attempt = o.attempt) AS accepted,
             (SELECT f.endpoint_id FROM endpoint_failing f
              WHERE f.endpoint_id = s.endpoint_id) AS failing,
             CASE WHEN s.status = 'delivered' AND s.trigger = 'automatic' AND s.earlier = 0
                    AND s.job_id IS NOT NULL
                  THEN (SELECT extract(epoch FROM now() - e.occurred_at) FROM webhook_event e
                        WHERE e.id = s.event_id AND e.tenant = s.tenant)::float8 END AS latency
      FROM outcome o LEFT JOIN settled s USING (id, attempt)
      ORDER BY o.number
      """;

  /**
   * The result of one settlement.
   *
   * @param settled whether it was written now, rather than before
   * @param failing its endpoint, if the previous outcome of that was a failure
   * @param latency seconds from the event to its first delivery
   */
  private record Written(
      boolean settled, boolean accepted, @Nullable UUID failing, @Nullable Double latency) {}

  private final JdbcTemplate jdbc;
  private final EndpointHealth health;
  private final Timer latency;

  public Settlements(
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions,
      WebhookProperties properties,
      MeterRegistry meters) {
    this.jdbc = jdbc;
    this.health = new EndpointHealth(jdbc, transactions, properties.disable(), meters);
    this.latency =
        Timer.builder("sluice.webhooks.latency").publishPercentileHistogram().register(meters);
  }

  /** Whether each was accepted; a settlement is refused if the delivery was claimed by another. */
  public List<Boolean> write(List<DeliverySettlement> settlements) {
    List<Written> written = jdbc.query(SETTLE, Settlements::written, parameters(settlements));
    List<DeliverySettlement> settled = new ArrayList<>(settlements.size());
    Set<UUID> failing = new HashSet<>();
    for (int i = 0; i < written.size(); i++) {
      Written row = written.get(i);
      if (row.settled()) {
        settled.add(settlements.get(i));
      }
      if (row.failing() != null) {
        failing.add(row.failing());
      }
      if (row.latency() != null) {
        latency.record(Duration.ofMillis(Math.max(0, Math.round(row.latency() * 1000))));
      }
    }
    health.add(EndpointOutcomes.of(settled), failing);
    try {
      health.apply();
    } catch (DataAccessException | TransactionException e) {
      log.warn(
          Batcher.isBecauseOfAnItem(e)
              ? "the database refuses outcomes of endpoints; they are dropped: {}"
              : "outcomes are applied to their endpoints later: {}",
          e.toString());
    }
    return written.stream().map(Written::accepted).toList();
  }

  /** Applies the outcomes of endpoints that were locked, or that could not be written. */
  public void applyDeferred() {
    health.apply();
  }

  private static Written written(ResultSet row, int rowNumber) throws SQLException {
    return new Written(
        row.getBoolean("settled"),
        row.getBoolean("accepted"),
        row.getObject("failing", UUID.class),
        row.getObject("latency", Double.class));
  }

  private static Object[] parameters(List<DeliverySettlement> settlements) {
    return Rows.of(settlements)
        .uuid(row -> row.claim().id().value())
        .integer(row -> row.claim().attempt())
        .text(row -> row.status().wireName())
        .bigint(row -> row.retryIn() == null ? null : row.retryIn().toMillis())
        .timestamp(row -> row.attempted(_ -> row.startedAt()))
        .integer(row -> Math.toIntExact(row.took().toMillis()))
        .text(row -> row.claim().loggedUrl())
        .integer(row -> row.responded(Response::status))
        .text(row -> row.attempted(Settlements::failure))
        .bytes(row -> requireNonNullElse(row.responded(Response::body), NO_BODY))
        .bool(row -> Boolean.TRUE.equals(row.responded(Response::truncated)))
        .text(row -> row.claim().trigger())
        .text(row -> row.attempted(outcome -> outcome.trace().address()))
        .text(row -> row.attempted(outcome -> outcome.trace().protocol()))
        .integer(row -> row.attempted(outcome -> outcome.trace().dnsMicros()))
        .integer(row -> row.attempted(outcome -> outcome.trace().connectMicros()))
        .integer(row -> row.attempted(outcome -> outcome.trace().tlsMicros()))
        .integer(row -> row.attempted(outcome -> outcome.trace().firstByteMicros()))
        .integer(row -> row.claim().earlier())
        .parameters();
  }

  private static @Nullable String failure(AttemptOutcome outcome) {
    return outcome.failure() == null ? null : outcome.failure().wireName();
  }
}
