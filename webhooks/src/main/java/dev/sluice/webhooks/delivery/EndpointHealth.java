package dev.sluice.webhooks.delivery;

import static java.util.Objects.requireNonNull;

import dev.sluice.batch.Batcher;
import dev.sluice.batch.Rows;
import dev.sluice.job.TenantId;
import dev.sluice.outbox.Outbox;
import dev.sluice.schema.JobRow;
import dev.sluice.webhooks.WebhookProperties;
import dev.sluice.wire.WebhookDisabled;
import dev.sluice.wire.WebhookDisabled.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Counts the consecutive failures of endpoints, and disables endpoints that are gone or have failed
 * too often for too long: once each, with the event {@code webhook.disabled} in the same
 * transaction. Healthy endpoints cost nothing here.
 *
 * <p>Outcomes are kept in memory until they are applied, for at most {@value #MAX_PENDING}
 * endpoints. Endpoints are locked before anything is written, and left for the next time if another
 * transaction holds the lock: nothing here waits. Only the holder of that lock may write {@code
 * endpoint_failing}. If the process dies, pending failures are not counted, and an endpoint that is
 * gone answers 410 to the next delivery as well.
 *
 * <p>Metric: {@code sluice.webhooks.endpoints.disabled}, counter by {@code reason}, {@code gone} or
 * {@code failing}. Thread-safe.
 */
final class EndpointHealth {

  private static final Logger log = LoggerFactory.getLogger(EndpointHealth.class);
  private static final int MAX_PENDING = 10_000;

  // By primary keys. The lock is compatible with foreign key checks; the URL is that of the locked
  // row. Times are the database's, so dispatchers need not agree on one. An outcome is busy if
  // another transaction has locked its endpoint.
  private static final String APPLY =
      """
      WITH outcome AS (
        SELECT * FROM unnest(?::uuid[], ?::text[], ?::bool[], ?::int[], ?::bool[])
          WITH ORDINALITY AS o (id, url, succeeded, failures, gone, number)
      ), locked AS MATERIALIZED (
        SELECT e.id, e.url FROM webhook_endpoint e
        WHERE e.id IN (SELECT o.id FROM outcome o) AND e.enabled AND e.deleted_at IS NULL
        FOR NO KEY UPDATE SKIP LOCKED
      ), applied AS MATERIALIZED (
        SELECT o.* FROM outcome o JOIN locked l USING (id, url)
      ), forgotten AS (
        DELETE FROM endpoint_failing f USING applied a
        WHERE f.endpoint_id = a.id AND a.failures = 0
      ), counted AS (
        INSERT INTO endpoint_failing AS f (endpoint_id, failures, since)
        SELECT a.id, a.failures, now() FROM applied a WHERE a.failures > 0
        ON CONFLICT (endpoint_id) DO UPDATE SET (failures, since) = (
          SELECT CASE WHEN a.succeeded THEN 0 ELSE f.failures END + a.failures,
                 CASE WHEN a.succeeded THEN now() ELSE f.since END
          FROM applied a WHERE a.id = f.endpoint_id)
        RETURNING f.endpoint_id, f.failures, f.since
      ), disabled AS (
        UPDATE webhook_endpoint e
        SET enabled = false, disabled_reason = CASE WHEN a.gone THEN 'gone' ELSE 'failing' END,
            disabled_at = now(), updated_at = now()
        FROM applied a LEFT JOIN counted f ON f.endpoint_id = a.id
        WHERE e.id = a.id
          AND (a.gone
               OR (f.failures >= ? AND f.since <= now() - ? * interval '1 millisecond'))
        RETURNING a.number, e.tenant, e.disabled_at, coalesce(f.failures, 0) AS failures, f.since
      )
      SELECT o.id, o.url, o.gone, o.number, e.id IS NOT NULL AND l.id IS NULL AS busy,
             d.tenant, d.disabled_at, d.failures, d.since
      FROM outcome o
      LEFT JOIN webhook_endpoint e ON e.id = o.id AND e.enabled AND e.deleted_at IS NULL
      LEFT JOIN locked l ON l.id = o.id
      LEFT JOIN disabled d USING (number)
      """;

  // Once enabled, an endpoint starts without failures.
  private static final String FORGET =
      "DELETE FROM endpoint_failing WHERE endpoint_id = ANY (?::uuid[])";

  /**
   * The result of applying outcomes.
   *
   * @param disabled the endpoints that were disabled
   * @param busy outcomes of locked endpoints; nothing was written for these
   */
  private record Applied(List<WebhookDisabled> disabled, List<EndpointOutcomes> busy) {}

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Outbox outbox;
  private final WebhookProperties.Disable rule;
  private final MeterRegistry meters;
  private final Map<EndpointOutcomes.Key, EndpointOutcomes> pending = new LinkedHashMap<>();

  EndpointHealth(
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions,
      WebhookProperties.Disable rule,
      MeterRegistry meters) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
    this.outbox = new Outbox(jdbc);
    this.rule = rule;
    this.meters = meters;
    for (Reason reason : Reason.values()) {
      countDisabled(reason, 0);
    }
  }

  private void countDisabled(Reason reason, int count) {
    meters
        .counter("sluice.webhooks.endpoints.disabled", "reason", reason.wireName())
        .increment(count);
  }

  /**
   * Adds outcomes, behind those of the same endpoint; outcomes beyond the bound are dropped.
   *
   * @param failing endpoints whose previous outcome was a failure
   */
  synchronized void add(List<EndpointOutcomes> outcomes, Set<UUID> failing) {
    for (EndpointOutcomes outcome : outcomes) {
      boolean known = pending.containsKey(outcome.key());
      boolean changes =
          outcome.failures() > 0 || outcome.gone() || failing.contains(outcome.endpoint());
      if (known || (changes && pending.size() < MAX_PENDING)) {
        pending.merge(outcome.key(), outcome, EndpointOutcomes::then);
      }
    }
  }

  private synchronized void putBack(List<EndpointOutcomes> outcomes) {
    for (EndpointOutcomes outcome : outcomes) {
      pending.merge(outcome.key(), outcome, (later, earlier) -> earlier.then(later));
    }
  }

  private synchronized List<EndpointOutcomes> take() {
    List<EndpointOutcomes> all = List.copyOf(pending.values());
    pending.clear();
    return all;
  }

  /**
   * Applies what is pending; outcomes at a URL that the endpoint no longer has are dropped. If the
   * connection breaks during the commit, outcomes may be counted twice.
   */
  void apply() {
    List<EndpointOutcomes> outcomes = take();
    if (outcomes.isEmpty()) {
      return;
    }
    Applied applied;
    try {
      applied = requireNonNull(transaction.execute(_ -> apply(outcomes)));
    } catch (DataAccessException | TransactionException e) {
      if (!Batcher.isBecauseOfAnItem(e)) {
        putBack(outcomes);
      }
      throw e;
    }
    putBack(applied.busy());
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

  private Applied apply(List<EndpointOutcomes> outcomes) {
    List<WebhookDisabled> disabled = new ArrayList<>();
    List<EndpointOutcomes> busy = new ArrayList<>();
    jdbc.query(
        APPLY,
        row -> {
          if (row.getBoolean("busy")) {
            busy.add(outcomes.get(row.getInt("number") - 1));
          }
          if (row.getObject("disabled_at") != null) {
            disabled.add(disabled(row));
          }
        },
        Rows.of(outcomes)
            .uuid(EndpointOutcomes::endpoint)
            .text(outcome -> outcome.key().url())
            .bool(EndpointOutcomes::succeeded)
            .integer(EndpointOutcomes::failures)
            .bool(EndpointOutcomes::gone)
            .scalar(rule.afterFailures())
            .scalar(rule.after().toMillis())
            .parameters());
    if (!disabled.isEmpty()) {
      jdbc.update(FORGET, Rows.of(disabled).uuid(WebhookDisabled::endpoint).parameters());
      outbox.append(disabled.stream().map(WebhookDisabled::announcement).toList());
    }
    return new Applied(disabled, busy);
  }

  private static WebhookDisabled disabled(ResultSet row) throws SQLException {
    return new WebhookDisabled(
        row.getObject("id", UUID.class),
        new TenantId(row.getString("tenant")),
        row.getString("url"),
        row.getBoolean("gone") ? Reason.GONE : Reason.FAILING,
        row.getInt("failures"),
        JobRow.instant(row, "since"),
        requireNonNull(JobRow.instant(row, "disabled_at")));
  }
}
