package dev.sluice.webhooks.delivery;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;
import static java.util.stream.Collectors.toSet;

import dev.sluice.batch.Batcher;
import dev.sluice.batch.Rows;
import dev.sluice.webhooks.WebhookProperties;
import dev.sluice.wire.WebhookDisabled;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
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
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes settlements: many in one transaction, each behind its own fence, with its log entry and
 * its effect on the endpoint. No delivery waits for an endpoint's row: if another transaction has
 * locked it, the effect follows later.
 *
 * <ul>
 *   <li>{@code sluice.webhooks.latency}: timer, from an event to its first delivery, retries
 *       included; without manual retries and replays
 *   <li>{@code sluice.webhooks.endpoints.disabled}: counter by {@code reason}, {@code gone} or
 *       {@code failing}
 * </ul>
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
            ?::uuid[], ?::int[], ?::text[], ?::text[]::bigint[], ?::timestamptz[], ?::int[],
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
             EXISTS (SELECT FROM endpoint_failing f WHERE f.endpoint_id = s.endpoint_id) AS failing,
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
   * @param failing whether its endpoint's previous outcome was a failure
   * @param latency seconds from the event to its first delivery
   */
  private record Written(
      boolean settled, boolean accepted, boolean failing, @Nullable Double latency) {}

  private record Batch(List<Written> written, EndpointHealth.Applied endpoints) {}

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final EndpointHealth health;
  private final MeterRegistry meters;
  private final Timer latency;

  public Settlements(
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions,
      WebhookProperties.Disable rule,
      MeterRegistry meters) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
    this.health = new EndpointHealth(jdbc, rule);
    this.meters = meters;
    this.latency =
        Timer.builder("sluice.webhooks.latency").publishPercentileHistogram().register(meters);
    for (WebhookDisabled.Reason reason : WebhookDisabled.Reason.values()) {
      countDisabled(reason, 0);
    }
  }

  /** Whether each was accepted; a settlement is refused if the delivery was claimed by another. */
  public List<Boolean> write(List<Settlement> settlements) {
    Batch batch = requireNonNull(transaction.execute(_ -> settle(settlements)));
    committed(batch.endpoints());
    for (Written row : batch.written()) {
      if (row.latency() != null) {
        latency.record(Duration.ofMillis(Math.max(0, Math.round(row.latency() * 1000))));
      }
    }
    return batch.written().stream().map(Written::accepted).toList();
  }

  /**
   * Applies the outcomes whose endpoints were locked; those that are still locked stay for the next
   * time. If the connection breaks during the commit, outcomes may be counted twice.
   */
  public void applyDeferred() {
    List<EndpointOutcomes> deferred = health.takeDeferred();
    if (deferred.isEmpty()) {
      return;
    }
    try {
      Set<UUID> all = deferred.stream().map(EndpointOutcomes::endpoint).collect(toSet());
      committed(requireNonNull(transaction.execute(_ -> health.apply(deferred, all))));
    } catch (DataAccessException | TransactionException e) {
      if (!Batcher.isBecauseOfAnItem(e)) {
        health.defer(deferred);
      }
      throw e;
    }
  }

  private void committed(EndpointHealth.Applied applied) {
    health.defer(applied.deferred());
    for (WebhookDisabled event : applied.disabled()) {
      countDisabled(event.reason(), 1);
      log.warn(
          "endpoint={} tenant={} disabled reason={} failures={} failing_since={}",
          event.endpoint(),
          event.tenant(),
          event.reason().wireName(),
          event.failures(),
          event.failingSince());
    }
  }

  private void countDisabled(WebhookDisabled.Reason reason, int count) {
    meters
        .counter("sluice.webhooks.endpoints.disabled", "reason", reason.wireName())
        .increment(count);
  }

  private Batch settle(List<Settlement> settlements) {
    List<Written> written =
        jdbc.query(
            SETTLE,
            (row, _) ->
                new Written(
                    row.getBoolean("settled"),
                    row.getBoolean("accepted"),
                    row.getBoolean("failing"),
                    row.getObject("latency", Double.class)),
            parameters(settlements));
    List<Settlement> settled = new ArrayList<>(settlements.size());
    Set<UUID> failing = new HashSet<>();
    for (int i = 0; i < written.size(); i++) {
      Settlement settlement = settlements.get(i);
      if (written.get(i).settled()) {
        settled.add(settlement);
        if (written.get(i).failing()
            && settlement.claim().target() instanceof Target.OfEndpoint target) {
          failing.add(target.endpoint());
        }
      }
    }
    return new Batch(written, health.apply(EndpointOutcomes.of(settled), failing));
  }

  private static Object[] parameters(List<Settlement> settlements) {
    return Rows.of(settlements)
        .uuid(row -> row.claim().id().value())
        .integer(row -> row.claim().attempt())
        .text(row -> row.status().wireName())
        // As text, which the statement casts: a wait may exceed an int of milliseconds.
        .text(row -> row.retryIn() == null ? null : Long.toString(row.retryIn().toMillis()))
        .timestamp(row -> row.attempted(Settlement.Attempt::startedAt))
        .integer(row -> row.attempted(attempt -> Math.toIntExact(attempt.took().toMillis())))
        .text(row -> row.claim().loggedUrl())
        .integer(row -> row.responded(Response::status))
        .text(row -> row.attempted(Settlements::failure))
        .bytes(row -> requireNonNullElse(row.responded(Response::body), NO_BODY))
        .bool(row -> Boolean.TRUE.equals(row.responded(Response::truncated)))
        .text(row -> row.claim().trigger().wireName())
        .text(row -> row.attempted(attempt -> attempt.trace().address()))
        .text(row -> row.attempted(attempt -> attempt.trace().protocol()))
        .integer(row -> row.attempted(attempt -> attempt.trace().dnsMicros()))
        .integer(row -> row.attempted(attempt -> attempt.trace().connectMicros()))
        .integer(row -> row.attempted(attempt -> attempt.trace().tlsMicros()))
        .integer(row -> row.attempted(attempt -> attempt.trace().firstByteMicros()))
        .integer(row -> row.claim().earlier())
        .parameters();
  }

  private static @Nullable String failure(Settlement.Attempt attempt) {
    return attempt.failure() == null ? null : attempt.failure().wireName();
  }
}
