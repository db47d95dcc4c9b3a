package dev.sluice.webhooks.delivery;

import static java.util.Objects.requireNonNull;

import dev.sluice.batch.Rows;
import dev.sluice.job.TenantId;
import dev.sluice.outbox.Outbox;
import dev.sluice.schema.JobRow;
import dev.sluice.wire.WebhookDisabled;
import dev.sluice.wire.WebhookDisabled.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keeps count of endpoints that fail and disables those that are gone, or have failed too often for
 * too long; once each, with the event {@code webhook.disabled} in the same transaction. An endpoint
 * that works costs nothing here.
 *
 * <p>Endpoints are locked before anything of theirs is written, and passed over where somebody else
 * holds the lock: nothing here waits. Whoever writes {@code endpoint_failing} must hold that lock.
 */
final class EndpointHealth {

  // webhook_endpoint by primary key. Does not stand in the way of foreign keys that are checked.
  // What is disabled or deleted has nothing more to lose. The URL is that of the locked row.
  private static final String LOCK =
      """
      WITH free AS MATERIALIZED (
        SELECT id, url FROM webhook_endpoint
        WHERE id = ANY (?::uuid[]) AND enabled AND deleted_at IS NULL
        FOR NO KEY UPDATE SKIP LOCKED
      )
      SELECT e.id, free.url
      FROM webhook_endpoint e LEFT JOIN free USING (id)
      WHERE e.id = ANY (?::uuid[]) AND e.enabled AND e.deleted_at IS NULL
      """;

  private static final String FORGET =
      "DELETE FROM endpoint_failing WHERE endpoint_id = ANY (?::uuid[])";

  // By primary key. Times are the database's, so dispatchers need not agree on them.
  private static final String COUNT =
      """
      INSERT INTO endpoint_failing AS f (endpoint_id, failures, since)
      SELECT o.endpoint_id, o.failures, now()
      FROM unnest(?::uuid[], ?::int[]) AS o (endpoint_id, failures)
      ON CONFLICT (endpoint_id) DO UPDATE SET failures = f.failures + EXCLUDED.failures
      RETURNING f.endpoint_id, f.failures, f.since,
                f.failures >= ? AND f.since <= now() - ? * interval '1 millisecond' AS spent
      """;

  // By primary key; locked before.
  private static final String DISABLE =
      """
      UPDATE webhook_endpoint e
      SET enabled = false, disabled_reason = o.reason, disabled_at = now(), updated_at = now()
      FROM unnest(?::uuid[], ?::text[]) AS o (id, reason)
      WHERE e.id = o.id AND e.enabled AND e.deleted_at IS NULL
      RETURNING e.id, e.tenant, e.url, e.disabled_reason, e.disabled_at
      """;

  /** Failures in a row so far. */
  private record Failing(int failures, @Nullable Instant since, boolean spent) {

    static final Failing NOT = new Failing(0, null, false);
  }

  private record ToDisable(UUID endpoint, Reason reason) {}

  /**
   * What became of outcomes.
   *
   * @param disabled what has been disabled for them
   * @param skipped those whose endpoint was locked by somebody else; nothing of theirs was written
   */
  record Applied(List<WebhookDisabled> disabled, List<EndpointOutcomes> skipped) {

    static final Applied NOTHING = new Applied(List.of(), List.of());
  }

  private final JdbcTemplate jdbc;
  private final Outbox outbox;
  private final DisableRule rule;

  EndpointHealth(JdbcTemplate jdbc, DisableRule rule) {
    this.jdbc = jdbc;
    this.outbox = new Outbox(jdbc);
    this.rule = rule;
  }

  /**
   * Takes note of outcomes, in the transaction that settles them. Those at a URL that the endpoint
   * no longer has are dropped.
   *
   * @param failing endpoints whose last outcome was a failure before
   */
  Applied apply(List<EndpointOutcomes> outcomes, Set<UUID> failing) {
    List<EndpointOutcomes> changing =
        outcomes.stream()
            .filter(outcome ->
                outcome.failures() > 0 || outcome.gone() || failing.contains(outcome.endpoint()))
            .toList();
    if (changing.isEmpty()) {
      return Applied.NOTHING;
    }
    Map<UUID, Optional<String>> urls = lock(changing);
    List<EndpointOutcomes> skipped =
        changing.stream()
            .filter(outcome -> Optional.empty().equals(urls.get(outcome.endpoint())))
            .toList();
    List<EndpointOutcomes> counted =
        changing.stream()
            .filter(
                outcome -> Optional.of(outcome.key().url()).equals(urls.get(outcome.endpoint())))
            .toList();
    forget(
        counted.stream()
            .filter(EndpointOutcomes::succeeded)
            .map(EndpointOutcomes::endpoint)
            .toList());
    Map<UUID, Failing> now = count(counted.stream().filter(o -> o.failures() > 0).toList());
    return new Applied(disable(toDisable(counted, now), now), skipped);
  }

  /** The URLs of those that are enabled; empty where somebody else holds the lock. */
  private Map<UUID, Optional<String>> lock(List<EndpointOutcomes> outcomes) {
    Map<UUID, Optional<String>> urls = new HashMap<>();
    jdbc.query(
        LOCK,
        row -> {
          urls.put(row.getObject("id", UUID.class), Optional.ofNullable(row.getString("url")));
        },
        Rows.of(outcomes)
            .uuid(EndpointOutcomes::endpoint)
            .uuid(EndpointOutcomes::endpoint)
            .parameters());
    return urls;
  }

  private void forget(List<UUID> endpoints) {
    if (!endpoints.isEmpty()) {
      jdbc.update(FORGET, ids(endpoints, id -> id));
    }
  }

  private Map<UUID, Failing> count(List<EndpointOutcomes> failed) {
    Map<UUID, Failing> failing = new HashMap<>();
    if (!failed.isEmpty()) {
      jdbc.query(
          COUNT,
          row -> {
            failing.put(
                row.getObject("endpoint_id", UUID.class),
                new Failing(
                    row.getInt("failures"), JobRow.instant(row, "since"), row.getBoolean("spent")));
          },
          Rows.of(failed)
              .uuid(EndpointOutcomes::endpoint)
              .integer(EndpointOutcomes::failures)
              .scalar(rule.afterFailures())
              .scalar(rule.after().toMillis())
              .parameters());
    }
    return failing;
  }

  private static List<ToDisable> toDisable(
      List<EndpointOutcomes> counted, Map<UUID, Failing> failing) {
    List<ToDisable> found = new ArrayList<>();
    for (EndpointOutcomes outcome : counted) {
      if (outcome.gone()) {
        found.add(new ToDisable(outcome.endpoint(), Reason.GONE));
      } else if (failing.getOrDefault(outcome.endpoint(), Failing.NOT).spent()) {
        found.add(new ToDisable(outcome.endpoint(), Reason.FAILING));
      }
    }
    return found;
  }

  private List<WebhookDisabled> disable(List<ToDisable> endpoints, Map<UUID, Failing> failing) {
    if (endpoints.isEmpty()) {
      return List.of();
    }
    List<WebhookDisabled> disabled =
        jdbc.query(
            DISABLE,
            (row, _) -> disabled(row, failing),
            Rows.of(endpoints)
                .uuid(ToDisable::endpoint)
                .text(endpoint -> endpoint.reason().wireName())
                .parameters());
    // Once it is enabled again it begins anew.
    forget(disabled.stream().map(WebhookDisabled::endpoint).toList());
    outbox.append(disabled.stream().map(WebhookDisabled::announcement).toList());
    return disabled;
  }

  private static WebhookDisabled disabled(ResultSet row, Map<UUID, Failing> failing)
      throws SQLException {
    UUID endpoint = row.getObject("id", UUID.class);
    Failing before = failing.getOrDefault(endpoint, Failing.NOT);
    return new WebhookDisabled(
        endpoint,
        new TenantId(row.getString("tenant")),
        row.getString("url"),
        "gone".equals(row.getString("disabled_reason")) ? Reason.GONE : Reason.FAILING,
        before.failures(),
        before.since(),
        requireNonNull(JobRow.instant(row, "disabled_at")));
  }

  private static <T> Object[] ids(List<T> items, Function<T, @Nullable UUID> id) {
    return Rows.of(items).uuid(id).parameters();
  }
}
