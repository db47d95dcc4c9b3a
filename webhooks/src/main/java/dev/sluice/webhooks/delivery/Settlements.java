package dev.sluice.webhooks.delivery;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toSet;

import dev.sluice.batch.Batcher;
import dev.sluice.batch.Rows;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes settlements: many in one transaction, each behind its own fence, with its log row and what
 * it makes of its endpoint. No delivery waits for an endpoint's row: where somebody else has locked
 * that, what it makes of the endpoint follows later.
 */
public final class Settlements {

  // One statement, so the delivery and its log change together. Primary key lookups. The fence is
  // id, attempt and 'sending'; or, where the worker was taken for lost, that nobody has touched the
  // row since: a claim takes another attempt, and whoever sends it again, by hand or in a replay,
  // another next_attempt_at. Such an attempt counts after all. Repeating a settlement that went in
  // (the connection broke after the commit) changes nothing and is recognised by its log row, which
  // only the attempt's holder writes. What the schedule brings back is automatic, whatever brought
  // it here. What ends is counted for the replay that queued it, by a row of this statement's own:
  // a step may hold the replay's, and wait for a delivery that is being settled.
  private static final String SETTLE =
      """
      WITH outcome AS (
        SELECT * FROM unnest(
            ?::uuid[], ?::int[], ?::text[], ?::text[]::bigint[], ?::timestamptz[], ?::int[],
            ?::text[], ?::int[], ?::text[], ?::bytea[], ?::bool[],
            ?::text[], ?::text[], ?::text[], ?::int[], ?::int[], ?::int[], ?::int[], ?::int[])
          AS o (id, attempt, status, retry_millis, started_at, duration_ms, url, status_code,
                failure, response_body, response_cut,
                trigger, address, protocol, dns_us, connect_us, tls_us, first_byte_us, earlier)
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
      SELECT o.id, o.attempt, s.id IS NOT NULL AS settled,
             s.id IS NOT NULL
               OR EXISTS (SELECT FROM delivery_attempt a
                          WHERE a.delivery_id = o.id AND a.attempt = o.attempt) AS accepted,
             EXISTS (SELECT FROM endpoint_failing f WHERE f.endpoint_id = s.endpoint_id) AS failing,
             CASE WHEN s.status = 'delivered' AND s.trigger = 'automatic' AND s.earlier = 0
                    AND s.job_id IS NOT NULL
                  THEN (SELECT extract(epoch FROM now() - e.occurred_at) FROM webhook_event e
                        WHERE e.id = s.event_id AND e.tenant = s.tenant)::float8 END AS latency
      FROM outcome o LEFT JOIN settled s USING (id, attempt)
      """;

  private record Key(UUID id, int attempt) {

    static Key of(Claim claim) {
      return new Key(claim.id().value(), claim.attempt());
    }
  }

  /**
   * What became of a row.
   *
   * @param settled whether it was written now, rather than before
   * @param failing whether its endpoint's last outcome was a failure
   * @param latency seconds from the event to its first delivery
   */
  private record Written(
      boolean settled, boolean accepted, boolean failing, @Nullable Double latency) {}

  private record Batch(Map<Key, Written> written, EndpointHealth.Applied endpoints) {}

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final EndpointHealth health;
  private final SettleMeters meters;
  private final CarriedOver carried = new CarriedOver();

  public Settlements(
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions,
      DisableRule rule,
      MeterRegistry meters) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
    this.health = new EndpointHealth(jdbc, rule);
    this.meters = new SettleMeters(meters);
  }

  /** Whether each was accepted: refused means that somebody else has, or had, the delivery. */
  public List<Boolean> write(List<SettlementRow> settlements) {
    Batch batch = requireNonNull(transaction.execute(_ -> settle(settlements)));
    noted(batch.endpoints());
    for (Written row : batch.written().values()) {
      if (row.latency() != null) {
        meters.delivered(Duration.ofMillis(Math.max(0, Math.round(row.latency() * 1000))));
      }
    }
    return settlements.stream()
        .map(settlement -> {
          Written row = batch.written().get(Key.of(settlement.claim()));
          return row != null && row.accepted();
        })
        .toList();
  }

  /**
   * Applies what could not be applied to its endpoints before, as their rows were locked by others;
   * what still cannot is carried on. Should the connection break during the commit, it may count
   * twice.
   */
  public void carryOn() {
    List<EndpointOutcomes> before = carried.take();
    if (before.isEmpty()) {
      return;
    }
    try {
      Set<UUID> all = before.stream().map(EndpointOutcomes::endpoint).collect(toSet());
      noted(requireNonNull(transaction.execute(_ -> health.apply(before, all))));
    } catch (DataAccessException | TransactionException e) {
      if (!Batcher.isBecauseOfAnItem(e)) {
        carried.add(before);
      }
      throw e;
    }
  }

  /** Once it has committed. */
  private void noted(EndpointHealth.Applied applied) {
    applied.disabled().forEach(meters::disabled);
    carried.add(applied.skipped());
  }

  private Batch settle(List<SettlementRow> settlements) {
    Map<Key, Written> written = new HashMap<>();
    jdbc.query(
        SETTLE,
        row -> {
          written.put(
              new Key(row.getObject("id", UUID.class), row.getInt("attempt")),
              new Written(
                  row.getBoolean("settled"),
                  row.getBoolean("accepted"),
                  row.getBoolean("failing"),
                  row.getObject("latency", Double.class)));
        },
        parameters(settlements));
    List<SettlementRow> settled = new ArrayList<>(settlements.size());
    Set<UUID> failing = new HashSet<>();
    for (SettlementRow settlement : settlements) {
      Written row = written.get(Key.of(settlement.claim()));
      if (row != null && row.settled()) {
        settled.add(settlement);
        if (row.failing() && settlement.claim().target() instanceof Target.OfEndpoint target) {
          failing.add(target.endpoint());
        }
      }
    }
    return new Batch(written, apply(EndpointOutcomes.of(settled), failing));
  }

  /** What an endpoint has not been told yet goes first. */
  private EndpointHealth.Applied apply(List<EndpointOutcomes> outcomes, Set<UUID> failing) {
    Map<Boolean, List<EndpointOutcomes>> waiting =
        outcomes.stream().collect(partitioningBy(outcome -> carried.has(outcome.key())));
    EndpointHealth.Applied now = health.apply(requireNonNull(waiting.get(false)), failing);
    List<EndpointOutcomes> later = new ArrayList<>(requireNonNull(waiting.get(true)));
    later.addAll(now.skipped());
    return new EndpointHealth.Applied(now.disabled(), later);
  }

  private static Object[] parameters(List<SettlementRow> rows) {
    return Rows.of(rows)
        .uuid(row -> row.claim().id().value())
        .integer(row -> row.claim().attempt())
        .text(row -> row.status().wireName())
        .text(SettlementRow::retryMillis)
        .timestamp(SettlementRow::startedAt)
        .integer(row -> Math.toIntExact(row.log().took().toMillis()))
        .text(row -> row.claim().loggedUrl())
        .integer(row -> row.log().statusCode())
        .text(row -> row.log().failure())
        .bytes(row -> row.log().responseBody())
        .bool(row -> row.log().responseCut())
        .text(row -> row.claim().trigger().wireName())
        .text(row -> row.log().address())
        .text(row -> row.log().protocol())
        .integer(row -> row.log().dnsMicros())
        .integer(row -> row.log().connectMicros())
        .integer(row -> row.log().tlsMicros())
        .integer(row -> row.log().firstByteMicros())
        .integer(row -> row.claim().earlier())
        .parameters();
  }
}
