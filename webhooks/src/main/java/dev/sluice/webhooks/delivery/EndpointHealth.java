package dev.sluice.webhooks.delivery;

import static java.util.Objects.requireNonNull;

import dev.sluice.batch.Rows;
import dev.sluice.job.TenantId;
import dev.sluice.outbox.Outbox;
import dev.sluice.schema.JobRow;
import dev.sluice.webhooks.WebhookProperties;
import dev.sluice.wire.WebhookDisabled;
import dev.sluice.wire.WebhookDisabled.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Counts the consecutive failures of endpoints, and disables endpoints that are gone or have failed
 * too often for too long: once each, with the event {@code webhook.disabled} in the same
 * transaction. Healthy endpoints cost nothing here.
 *
 * <p>Endpoints are locked before anything is written, and skipped if another transaction holds the
 * lock: nothing here waits. Only the holder of that lock may write {@code endpoint_failing}.
 *
 * <p>Outcomes of skipped endpoints are {@link #defer deferred} in memory, for at most {@value
 * #MAX_DEFERRED} endpoints. If the process dies, these failures are not counted, and an endpoint
 * that is gone answers 410 to the next delivery as well.
 */
final class EndpointHealth {

  private static final int MAX_DEFERRED = 10_000;

  // webhook_endpoint by primary key; compatible with foreign key checks. The URL is that of the
  // locked row.
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

  // By primary key. Times are the database's, so dispatchers need not agree on one.
  private static final String COUNT =
      """
      INSERT INTO endpoint_failing AS f (endpoint_id, failures, since)
      SELECT o.endpoint_id, o.failures, now()
      FROM unnest(?::uuid[], ?::int[]) AS o (endpoint_id, failures)
      ON CONFLICT (endpoint_id) DO UPDATE SET failures = f.failures + EXCLUDED.failures
      RETURNING CASE WHEN f.failures >= ? AND f.since <= now() - ? * interval '1 millisecond'
                     THEN f.endpoint_id END
      """;

  // By primary keys; locked before.
  private static final String DISABLE =
      """
      UPDATE webhook_endpoint e
      SET enabled = false, disabled_reason = CASE WHEN o.gone THEN 'gone' ELSE 'failing' END,
          disabled_at = now(), updated_at = now()
      FROM unnest(?::uuid[], ?::bool[]) AS o (id, gone)
           LEFT JOIN endpoint_failing f ON f.endpoint_id = o.id
      WHERE e.id = o.id AND e.enabled AND e.deleted_at IS NULL
      RETURNING e.id, e.tenant, e.url, o.gone, e.disabled_at, coalesce(f.failures, 0) AS failures,
                f.since
      """;

  /**
   * The result of applying outcomes.
   *
   * @param disabled the endpoints that were disabled
   * @param deferred outcomes of locked endpoints; nothing was written for these
   */
  record Applied(List<WebhookDisabled> disabled, List<EndpointOutcomes> deferred) {}

  private final JdbcTemplate jdbc;
  private final Outbox outbox;
  private final WebhookProperties.Disable rule;
  private final Map<EndpointOutcomes.Key, EndpointOutcomes> deferred = new LinkedHashMap<>();

  EndpointHealth(JdbcTemplate jdbc, WebhookProperties.Disable rule) {
    this.jdbc = jdbc;
    this.outbox = new Outbox(jdbc);
    this.rule = rule;
  }

  /** Removes and returns the deferred outcomes. */
  synchronized List<EndpointOutcomes> takeDeferred() {
    List<EndpointOutcomes> all = List.copyOf(deferred.values());
    deferred.clear();
    return all;
  }

  /** Keeps outcomes, behind those of the same endpoint; outcomes beyond the bound are dropped. */
  synchronized void defer(List<EndpointOutcomes> outcomes) {
    for (EndpointOutcomes outcome : outcomes) {
      if (deferred.size() < MAX_DEFERRED || deferred.containsKey(outcome.key())) {
        deferred.merge(outcome.key(), outcome, EndpointOutcomes::then);
      }
    }
  }

  private synchronized boolean isDeferred(EndpointOutcomes outcome) {
    return deferred.containsKey(outcome.key());
  }

  /**
   * Counts outcomes, in the caller's transaction. Outcomes at a URL that the endpoint no longer has
   * are dropped; those of endpoints with deferred outcomes are deferred, too.
   *
   * @param failing endpoints whose previous outcome was a failure
   */
  Applied apply(List<EndpointOutcomes> outcomes, Set<UUID> failing) {
    List<EndpointOutcomes> toDefer = new ArrayList<>();
    List<EndpointOutcomes> changing = new ArrayList<>();
    for (EndpointOutcomes outcome : outcomes) {
      if (isDeferred(outcome)) {
        toDefer.add(outcome);
      } else if (outcome.failures() > 0 || outcome.gone() || failing.contains(outcome.endpoint())) {
        changing.add(outcome);
      }
    }
    if (changing.isEmpty()) {
      return new Applied(List.of(), toDefer);
    }
    Map<UUID, Optional<String>> urls = lock(changing);
    List<EndpointOutcomes> counted = new ArrayList<>();
    for (EndpointOutcomes outcome : changing) {
      Optional<String> url = urls.get(outcome.endpoint());
      if (url != null && url.isEmpty()) {
        toDefer.add(outcome);
      } else if (url != null && url.get().equals(outcome.key().url())) {
        counted.add(outcome);
      }
    }
    forget(endpoints(counted.stream().filter(EndpointOutcomes::succeeded)));
    Set<UUID> spent = count(counted.stream().filter(outcome -> outcome.failures() > 0).toList());
    Stream<EndpointOutcomes> ended =
        counted.stream().filter(outcome -> outcome.gone() || spent.contains(outcome.endpoint()));
    return new Applied(disable(ended.toList()), toDefer);
  }

  /** The URLs of enabled endpoints; empty if another transaction holds the lock. */
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

  private static List<UUID> endpoints(Stream<EndpointOutcomes> outcomes) {
    return outcomes.map(EndpointOutcomes::endpoint).toList();
  }

  private void forget(List<UUID> endpoints) {
    if (!endpoints.isEmpty()) {
      jdbc.update(FORGET, Rows.of(endpoints).uuid(id -> id).parameters());
    }
  }

  /** Counts failures; returns the endpoints that have reached the limits. */
  private Set<UUID> count(List<EndpointOutcomes> failed) {
    Set<UUID> spent = new HashSet<>();
    if (!failed.isEmpty()) {
      jdbc.query(
          COUNT,
          row -> {
            spent.add(row.getObject(1, UUID.class));
          },
          Rows.of(failed)
              .uuid(EndpointOutcomes::endpoint)
              .integer(EndpointOutcomes::failures)
              .scalar(rule.afterFailures())
              .scalar(rule.after().toMillis())
              .parameters());
    }
    return spent;
  }

  private List<WebhookDisabled> disable(List<EndpointOutcomes> endpoints) {
    if (endpoints.isEmpty()) {
      return List.of();
    }
    List<WebhookDisabled> disabled =
        jdbc.query(
            DISABLE,
            EndpointHealth::disabled,
            Rows.of(endpoints)
                .uuid(EndpointOutcomes::endpoint)
                .bool(EndpointOutcomes::gone)
                .parameters());
    // Once enabled, an endpoint starts without failures.
    forget(disabled.stream().map(WebhookDisabled::endpoint).toList());
    outbox.append(disabled.stream().map(WebhookDisabled::announcement).toList());
    return disabled;
  }

  private static WebhookDisabled disabled(ResultSet row, int rowNumber) throws SQLException {
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
