package dev.sluice.webhooks.endpoint;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;

import dev.sluice.job.TenantId;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.RefusedException.Reason;
import dev.sluice.webhooks.RowPosition;
import dev.sluice.wire.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.Limit;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A tenant's endpoints, at most {@code sluice.webhooks.max-endpoints} on any number of replicas.
 * Changes are logged without values. Methods that take an id throw {@link RefusedException} if the
 * tenant has no such endpoint, or has deleted it.
 */
public final class Endpoints {

  /** The count of deliveries that a deletion discards stops here. */
  static final int MAX_COUNTED = 10_000;

  private static final Logger log = LoggerFactory.getLogger(Endpoints.class);

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

  private final EndpointTransactions transactions;
  private final EndpointRows rows;
  private final SigningSecrets secrets;
  private final JdbcTemplate jdbc;
  private final int maxEndpoints;

  Endpoints(
      EndpointTransactions transactions,
      SigningSecrets secrets,
      JdbcTemplate jdbc,
      int maxEndpoints) {
    this.transactions = transactions;
    this.rows = transactions.rows();
    this.secrets = secrets;
    this.jdbc = jdbc;
    this.maxEndpoints = maxEndpoints;
  }

  /**
   * Creates an endpoint; the result contains its secret.
   *
   * @param settings with a URL and events
   * @param secret null for a generated one
   * @throws RefusedException if the tenant has the maximum number of endpoints
   */
  public Endpoint create(TenantId tenant, EndpointSettings settings, @Nullable String secret) {
    Endpoint created = transactions.run(() -> insert(tenant, settings, secret));
    log.info("webhook {} of tenant {} created", created.id(), tenant);
    return created;
  }

  private Endpoint insert(TenantId tenant, EndpointSettings settings, @Nullable String given) {
    rows.lockTenant(tenant.value());
    if (rows.count(tenant.value()) >= maxEndpoints) {
      throw new RefusedException(
          Reason.TOO_MANY_WEBHOOKS,
          "There are %d webhooks already; delete one first.".formatted(maxEndpoints));
    }
    Instant now = transactions.now();
    EndpointId id = new EndpointId(UUID.randomUUID());
    WebhookEndpoint endpoint =
        new WebhookEndpoint(
            id, tenant, requireNonNull(settings.url()), requireNonNull(settings.events()), now);
    endpoint.description = settings.description();
    endpoint.rateLimitPerSecond = settings.rateLimitPerSecond();
    endpoint.asymmetricSignature = Boolean.TRUE.equals(settings.asymmetricSignature());
    setHeaders(endpoint, settings.headers());
    if (Boolean.FALSE.equals(settings.enabled())) {
      endpoint.disable(now);
    }
    rows.save(endpoint);
    String secret = secrets.add(id, given, now);
    if (endpoint.asymmetricSignature) {
      secrets.addKeyPair(id, now);
    }
    return Endpoint.of(endpoint, secrets.valid(id, now), secret);
  }

  /** Headers may be credentials, so they are sealed like secrets. */
  private void setHeaders(WebhookEndpoint endpoint, @Nullable Map<String, String> headers) {
    if (headers == null || headers.isEmpty()) {
      endpoint.headers = null;
      endpoint.headerNames = new String[0];
    } else {
      endpoint.headers = secrets.seal(endpoint.id(), Json.mapper().writeValueAsString(headers));
      endpoint.headerNames = headers.keySet().toArray(String[]::new);
    }
  }

  /** The endpoint, without its secret. */
  public Endpoint find(TenantId tenant, EndpointId id) {
    return transactions.read(tenant, id, this::view);
  }

  /** The state of an endpoint, including deleted ones; with or without a transaction. */
  public EndpointState state(TenantId tenant, EndpointId id) {
    return rows.findByIdAndTenant(id.value(), tenant.value())
        .map(WebhookEndpoint::state)
        .orElseThrow(RefusedException::webhookNotFound);
  }

  /** The newest endpoints, or the newest after a position. */
  public Listing list(TenantId tenant, @Nullable RowPosition after, int max) {
    RowPosition start = RowPosition.orNewest(after);
    return transactions.run(() -> {
      List<WebhookEndpoint> found =
          rows.newest(tenant.value(), start.createdAt(), start.id(), Limit.of(max));
      Map<UUID, List<EndpointSecret>> valid =
          secrets
              .valid(found.stream().map(endpoint -> endpoint.id).toList(), transactions.now())
              .stream()
              .collect(groupingBy(secret -> secret.endpointId));
      return new Listing(
          found.stream()
              .map(endpoint ->
                  Endpoint.of(endpoint, valid.getOrDefault(endpoint.id, List.of()), null))
              .toList(),
          rows.count(tenant.value()));
    });
  }

  /**
   * Changes the named settings, as a merge patch does, and returns the endpoint.
   *
   * @param named fields by their names in the API; a named field that is null is cleared
   */
  public Endpoint change(
      TenantId tenant, EndpointId id, EndpointSettings settings, SortedSet<String> named) {
    Endpoint changed =
        transactions.change(
            tenant,
            id,
            (endpoint, now) -> {
              if (!named.isEmpty()) {
                apply(endpoint, settings, named);
                enable(endpoint, settings.enabled(), now);
                signAsymmetrically(endpoint, settings.asymmetricSignature(), now);
                endpoint.updatedAt = now;
              }
              return view(endpoint, now);
            });
    if (!named.isEmpty()) {
      log.info("webhook {} of tenant {} changed: {}", id, tenant, String.join(", ", named));
    }
    return changed;
  }

  private void apply(WebhookEndpoint endpoint, EndpointSettings given, SortedSet<String> named) {
    if (given.url() != null && !given.url().equals(endpoint.url)) {
      endpoint.url = given.url();
      rows.forgetFailures(endpoint.id);
    }
    if (given.events() != null) {
      endpoint.subscribeTo(given.events());
    }
    if (named.contains("description")) {
      endpoint.description = given.description();
    }
    if (named.contains("rate_limit_per_second")) {
      endpoint.rateLimitPerSecond = given.rateLimitPerSecond();
    }
    if (named.contains("headers")) {
      setHeaders(endpoint, given.headers());
    }
  }

  /** Enabling resets the failures. */
  private void enable(WebhookEndpoint endpoint, @Nullable Boolean enabled, Instant now) {
    if (enabled == null || enabled == endpoint.enabled) {
      return;
    }
    if (enabled) {
      endpoint.enable();
      rows.forgetFailures(endpoint.id);
    } else {
      endpoint.disable(now);
    }
  }

  private void signAsymmetrically(
      WebhookEndpoint endpoint, @Nullable Boolean asymmetric, Instant now) {
    if (asymmetric == null || asymmetric == endpoint.asymmetricSignature) {
      return;
    }
    endpoint.asymmetricSignature = asymmetric;
    if (asymmetric) {
      secrets.addKeyPair(endpoint.id(), now);
    } else {
      secrets.expireKeyPairs(endpoint.id(), now);
    }
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
        transactions.change(
            tenant,
            id,
            (endpoint, now) -> {
              endpoint.deletedAt = now;
              endpoint.updatedAt = now;
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

  private Endpoint view(WebhookEndpoint endpoint, Instant now) {
    return Endpoint.of(endpoint, secrets.valid(endpoint.id(), now), null);
  }
}
