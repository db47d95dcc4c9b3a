package dev.sluice.webhooks.endpoint;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.EventType;
import dev.sluice.job.TenantId;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.RefusedException.Reason;
import dev.sluice.webhooks.RowPosition;
import dev.sluice.webhooks.WebhookProperties;
import dev.sluice.wire.Json;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A tenant's endpoints, at most {@code sluice.webhooks.max-endpoints} on any number of replicas.
 * Every change locks the endpoint's row: the later of two concurrent changes sees the earlier one.
 * Changes are logged without values. Methods that take an id throw {@link RefusedException} if the
 * tenant has no such endpoint, or has deleted it.
 */
public final class Endpoints {

  /** The count of deliveries that a deletion discards stops here. */
  static final int MAX_COUNTED = 10_000;

  private static final Logger log = LoggerFactory.getLogger(Endpoints.class);

  // Until the transaction ends, so that the endpoints of a tenant are created one after another.
  private static final String LOCK_TENANT =
      "SELECT pg_advisory_xact_lock(hashtextextended('webhooks ' || ?, 0))";

  // By index endpoint_of_tenant.
  private static final String COUNT =
      "SELECT count(*)::int FROM webhook_endpoint WHERE tenant = ? AND deleted_at IS NULL";

  private static final String INSERT =
      """
      INSERT INTO webhook_endpoint (id, tenant, url, events, description, headers, header_names,
          rate_limit_per_second, asymmetric_signature, enabled, disabled_reason, disabled_at,
          created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  // By primary keys. A disabled endpoint that is disabled keeps its reason and time. The dispatcher
  // notices changes by updated_at. Failures count from the last time that the URL changed or the
  // endpoint was enabled.
  private static final String CHANGE =
      """
      UPDATE webhook_endpoint
      SET url = coalesce(?, url), events = coalesce(?::text[], events),
          description = CASE WHEN ? THEN ? ELSE description END,
          headers = CASE WHEN ? THEN ? ELSE headers END,
          header_names = CASE WHEN ? THEN ?::text[] ELSE header_names END,
          rate_limit_per_second = CASE WHEN ? THEN ? ELSE rate_limit_per_second END,
          asymmetric_signature = coalesce(?, asymmetric_signature),
          enabled = coalesce(?, enabled),
          disabled_reason = CASE WHEN coalesce(?, enabled) THEN NULL
                                 ELSE coalesce(disabled_reason, 'manual') END,
          disabled_at = CASE WHEN coalesce(?, enabled) THEN NULL
                             ELSE coalesce(disabled_at, ?) END,
          updated_at = greatest(?, updated_at + interval '1 microsecond')
      WHERE id = ? AND tenant = ? AND deleted_at IS NULL
      RETURNING OLD.url <> NEW.url OR (NEW.enabled AND NOT OLD.enabled) AS starts_over,
                OLD.asymmetric_signature AS signed, NEW.asymmetric_signature AS signs
      """;

  // A statement of its own: it sees what was counted while the change waited for the row.
  private static final String FORGET_FAILURES =
      "DELETE FROM endpoint_failing WHERE endpoint_id = ?";

  private static final String DELETE =
      """
      UPDATE webhook_endpoint SET deleted_at = ?, updated_at = ?
      WHERE id = ? AND tenant = ? AND deleted_at IS NULL
      """;

  // Primary key.
  private static final String STATE =
      """
      SELECT CASE WHEN deleted_at IS NOT NULL THEN 'DELETED'
                  WHEN enabled THEN 'ENABLED' ELSE 'DISABLED' END
      FROM webhook_endpoint WHERE id = ? AND tenant = ?
      """;

  // By indexes delivery_due and delivery_waiting.
  private static final String COUNT_UNDELIVERED =
      """
      SELECT count(*)
      FROM (
        (SELECT FROM delivery WHERE destination = ? AND status = 'pending' LIMIT ?)
        UNION ALL
        (SELECT FROM delivery WHERE endpoint_id = ? AND status = 'held' LIMIT ?)
        LIMIT ?) AS undelivered
      """;

  /** A part of a tenant's endpoints, and their total number. */
  public record Listing(List<Endpoint> endpoints, int total) {}

  /**
   * The effect of a change.
   *
   * @param startsOver whether failures count from now on
   * @param signed whether the endpoint had asymmetric signatures before the change
   * @param signs whether it has them now
   */
  private record Changed(boolean startsOver, boolean signed, boolean signs) {}

  private final EndpointRows rows;
  private final JdbcTemplate jdbc;
  private final SigningSecrets secrets;
  private final int maxEndpoints;

  public Endpoints(
      JdbcTemplate jdbc,
      TransactionTemplate transactions,
      Clock clock,
      SigningSecrets secrets,
      WebhookProperties properties) {
    this.rows = new EndpointRows(jdbc, transactions, clock);
    this.jdbc = jdbc;
    this.secrets = secrets;
    this.maxEndpoints = properties.maxEndpoints();
  }

  /**
   * Creates an endpoint; the result contains its secret.
   *
   * @param settings with a URL and events
   * @param secret null for a generated one
   * @throws RefusedException if the tenant has the maximum number of endpoints
   */
  public Endpoint create(TenantId tenant, EndpointSettings settings, @Nullable String secret) {
    Endpoint created = rows.run(() -> insert(tenant, settings, secret));
    log.info("webhook {} of tenant {} created", created.id(), tenant);
    return created;
  }

  private Endpoint insert(TenantId tenant, EndpointSettings settings, @Nullable String given) {
    jdbc.query(LOCK_TENANT, _ -> {}, tenant.value());
    if (count(tenant) >= maxEndpoints) {
      throw new RefusedException(
          Reason.TOO_MANY_WEBHOOKS,
          "There are %d webhooks already; delete one first.".formatted(maxEndpoints));
    }
    OffsetDateTime now = rows.now();
    EndpointId id = new EndpointId(UUID.randomUUID());
    boolean enabled = !Boolean.FALSE.equals(settings.enabled());
    boolean asymmetric = Boolean.TRUE.equals(settings.asymmetricSignature());
    jdbc.update(
        INSERT,
        id.value(),
        tenant.value(),
        settings.url(),
        names(requireNonNull(settings.events())),
        settings.description(),
        sealed(id, settings.headers()),
        names(settings.headers()),
        settings.rateLimitPerSecond(),
        asymmetric,
        enabled,
        enabled ? null : "manual",
        enabled ? null : now,
        now,
        now);
    String secret = secrets.add(id, given, now);
    if (asymmetric) {
      secrets.addKeyPair(id, now);
    }
    return rows.find(tenant, id, now, secret);
  }

  private int count(TenantId tenant) {
    return requireNonNull(jdbc.queryForObject(COUNT, Integer.class, tenant.value()));
  }

  private static String[] names(Set<EventType> events) {
    return events.stream().map(EventType::wireName).sorted().toArray(String[]::new);
  }

  private static String[] names(@Nullable Map<String, String> headers) {
    return headers == null ? new String[0] : headers.keySet().toArray(String[]::new);
  }

  /** Headers may be credentials, so they are sealed like secrets. */
  private @Nullable String sealed(EndpointId id, @Nullable Map<String, String> headers) {
    return headers == null || headers.isEmpty()
        ? null
        : secrets.seal(id, Json.mapper().writeValueAsString(headers));
  }

  /** The endpoint, without its secret. */
  public Endpoint find(TenantId tenant, EndpointId id) {
    return rows.find(tenant, id, rows.now(), null);
  }

  /** The state of an endpoint, including deleted ones; with or without a transaction. */
  public EndpointState state(TenantId tenant, EndpointId id) {
    return jdbc.queryForList(STATE, String.class, id.value(), tenant.value()).stream()
        .findFirst()
        .map(EndpointState::valueOf)
        .orElseThrow(RefusedException::webhookNotFound);
  }

  /** The newest endpoints, or the newest after a position. */
  public Listing list(TenantId tenant, @Nullable RowPosition after, int max) {
    return new Listing(rows.newest(tenant, RowPosition.orNewest(after), max), count(tenant));
  }

  /**
   * Changes the named settings, as a merge patch does, and returns the endpoint. Enabling it, and
   * another URL, reset its failures.
   *
   * @param named fields by their names in the API; a named field that is null is cleared
   */
  public Endpoint change(
      TenantId tenant, EndpointId id, EndpointSettings settings, SortedSet<String> named) {
    if (named.isEmpty()) {
      return find(tenant, id);
    }
    Endpoint changed = rows.run(() -> update(tenant, id, settings, named));
    log.info("webhook {} of tenant {} changed: {}", id, tenant, String.join(", ", named));
    return changed;
  }

  private Endpoint update(
      TenantId tenant, EndpointId id, EndpointSettings given, SortedSet<String> named) {
    boolean headers = named.contains("headers");
    OffsetDateTime now = rows.now();
    List<Changed> changes =
        jdbc.query(
            CHANGE,
            (row, _) ->
                new Changed(
                    row.getBoolean("starts_over"),
                    row.getBoolean("signed"),
                    row.getBoolean("signs")),
            given.url(),
            given.events() == null ? null : names(given.events()),
            named.contains("description"),
            given.description(),
            headers,
            sealed(id, given.headers()),
            headers,
            names(given.headers()),
            named.contains("rate_limit_per_second"),
            given.rateLimitPerSecond(),
            given.asymmetricSignature(),
            given.enabled(),
            given.enabled(),
            given.enabled(),
            now,
            now,
            id.value(),
            tenant.value());
    for (Changed changed : changes) {
      if (changed.startsOver()) {
        jdbc.update(FORGET_FAILURES, id.value());
      }
      if (changed.signs() && !changed.signed()) {
        secrets.addKeyPair(id, now);
      } else if (changed.signed() && !changed.signs()) {
        secrets.expireKeyPairs(id, now);
      }
    }
    return rows.find(tenant, id, now, null);
  }

  /**
   * Deletes an endpoint for good. Its past deliveries can still be read; the dispatcher discards
   * undelivered ones within about a second.
   *
   * @return how many deliveries are pending or held now and will be discarded, counted up to
   *     {@value #MAX_COUNTED}
   */
  public int delete(TenantId tenant, EndpointId id) {
    int discarded =
        rows.run(() -> {
          OffsetDateTime now = rows.now();
          if (jdbc.update(DELETE, now, now, id.value(), tenant.value()) == 0) {
            throw RefusedException.webhookNotFound();
          }
          return requireNonNull(
              jdbc.queryForObject(
                  COUNT_UNDELIVERED,
                  Integer.class,
                  id.toString(),
                  MAX_COUNTED,
                  id.value(),
                  MAX_COUNTED,
                  MAX_COUNTED));
        });
    log.info("webhook {} of tenant {} deleted, {} deliveries discarded", id, tenant, discarded);
    return discarded;
  }
}
