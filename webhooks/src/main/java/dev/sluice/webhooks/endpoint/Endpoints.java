package dev.sluice.webhooks.endpoint;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;

import dev.sluice.job.TenantId;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.RefusedException.Reason;
import dev.sluice.webhooks.RowPosition;
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
 * A tenant's endpoints, never more than {@code sluice.webhooks.max-endpoints} on however many
 * replicas. Each change is logged, without values. Everything that names an endpoint throws {@link
 * RefusedException} where the tenant has no such endpoint, or has it no longer.
 */
public final class Endpoints {

  /** How far the deliveries that a deletion discards are counted. */
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

  private final OwnEndpoints own;
  private final EndpointRows rows;
  private final Keyring keyring;
  private final JdbcTemplate jdbc;
  private final EndpointProperties properties;

  Endpoints(
      OwnEndpoints own,
      EndpointRows rows,
      Keyring keyring,
      JdbcTemplate jdbc,
      EndpointProperties properties) {
    this.own = own;
    this.rows = rows;
    this.keyring = keyring;
    this.jdbc = jdbc;
    this.properties = properties;
  }

  /**
   * The new endpoint, with its secret.
   *
   * @param settings with a URL and events
   * @param secret null for one to be generated
   * @throws RefusedException where the tenant has as many as it may
   */
  public Endpoint create(TenantId tenant, EndpointSettings settings, @Nullable String secret) {
    Endpoint created = own.inTransaction(() -> insert(tenant, settings, secret));
    log.info("webhook {} of tenant {} created", created.id(), tenant);
    return created;
  }

  private Endpoint insert(TenantId tenant, EndpointSettings settings, @Nullable String given) {
    rows.lockTenant(tenant.value());
    if (rows.count(tenant.value()) >= properties.maxEndpoints()) {
      throw new RefusedException(
          Reason.TOO_MANY_WEBHOOKS,
          "There are %d webhooks already; delete one first.".formatted(properties.maxEndpoints()));
    }
    Instant now = own.now();
    EndpointId id = new EndpointId(UUID.randomUUID());
    WebhookEndpoint endpoint =
        new WebhookEndpoint(
            id, tenant, requireNonNull(settings.url()), requireNonNull(settings.events()), now);
    boolean asymmetric = Boolean.TRUE.equals(settings.asymmetricSignature());
    endpoint.describe(settings.description());
    endpoint.limitRate(settings.rateLimitPerSecond());
    keyring.sealHeaders(endpoint, settings.headers());
    endpoint.signAsymmetrically(asymmetric);
    if (Boolean.FALSE.equals(settings.enabled())) {
      endpoint.disable(now);
    }
    rows.save(endpoint);
    String secret = keyring.add(id, given, now);
    if (asymmetric) {
      keyring.addKeyPair(id, now);
    }
    return Endpoint.of(endpoint, keyring.valid(id, now), secret);
  }

  /** The endpoint, without its secret. */
  public Endpoint find(TenantId tenant, EndpointId id) {
    return own.read(tenant, id, this::view);
  }

  /** The state of an endpoint, also of a deleted one; by primary key, in a transaction or none. */
  public EndpointState state(TenantId tenant, EndpointId id) {
    return rows.findByIdAndTenant(id.value(), tenant.value())
        .map(WebhookEndpoint::state)
        .orElseThrow(RefusedException::webhookNotFound);
  }

  /**
   * A part of a tenant's endpoints.
   *
   * @param total how many there are in all
   */
  public record Listing(List<Endpoint> endpoints, int total) {

    public Listing {
      endpoints = List.copyOf(endpoints);
    }
  }

  /** The newest endpoints, or the newest after this position. */
  public Listing list(TenantId tenant, @Nullable RowPosition after, int max) {
    return own.inTransaction(() -> {
      Limit limit = Limit.of(max);
      List<WebhookEndpoint> found =
          after == null
              ? rows.newest(tenant.value(), limit)
              : rows.after(tenant.value(), after.createdAt(), after.id(), limit);
      Map<EndpointId, List<EndpointSecret>> secrets =
          keyring.valid(found.stream().map(WebhookEndpoint::id).toList(), own.now()).stream()
              .collect(groupingBy(EndpointSecret::endpoint));
      return new Listing(
          found.stream()
              .map(endpoint ->
                  Endpoint.of(endpoint, secrets.getOrDefault(endpoint.id(), List.of()), null))
              .toList(),
          rows.count(tenant.value()));
    });
  }

  /**
   * Changes what is named, as a merge patch does; the endpoint as it is then. No names change
   * nothing.
   *
   * @param named fields as the API calls them; one that is named and null is cleared
   */
  public Endpoint change(
      TenantId tenant, EndpointId id, EndpointSettings settings, SortedSet<String> named) {
    Endpoint changed =
        own.change(
            tenant,
            id,
            (endpoint, now) -> {
              if (!named.isEmpty()) {
                apply(endpoint, settings, named);
                enable(endpoint, settings.enabled(), now);
                signAsymmetrically(endpoint, settings.asymmetricSignature(), now);
                endpoint.touch(now);
              }
              return view(endpoint, now);
            });
    if (!named.isEmpty()) {
      log.info("webhook {} of tenant {} changed: {}", id, tenant, String.join(", ", named));
    }
    return changed;
  }

  private void apply(WebhookEndpoint endpoint, EndpointSettings given, SortedSet<String> named) {
    if (given.url() != null && !given.url().equals(endpoint.url())) {
      endpoint.changeUrl(given.url());
      // They were those of another address.
      rows.forgetFailures(endpoint.id().value());
    }
    if (given.events() != null) {
      endpoint.subscribeTo(given.events());
    }
    if (named.contains("description")) {
      endpoint.describe(given.description());
    }
    if (named.contains("rate_limit_per_second")) {
      endpoint.limitRate(given.rateLimitPerSecond());
    }
    if (named.contains("headers")) {
      keyring.sealHeaders(endpoint, given.headers());
    }
  }

  /** One that is enabled again starts without its history of failures. */
  private void enable(WebhookEndpoint endpoint, @Nullable Boolean enabled, Instant now) {
    if (enabled == null || enabled == endpoint.isEnabled()) {
      return;
    }
    if (enabled) {
      endpoint.enable();
      rows.forgetFailures(endpoint.id().value());
    } else {
      endpoint.disable(now);
    }
  }

  private void signAsymmetrically(
      WebhookEndpoint endpoint, @Nullable Boolean asymmetric, Instant now) {
    if (asymmetric == null || asymmetric == endpoint.hasAsymmetricSignature()) {
      return;
    }
    endpoint.signAsymmetrically(asymmetric);
    if (asymmetric) {
      keyring.addKeyPair(endpoint.id(), now);
    } else {
      keyring.expireKeyPairs(endpoint.id(), now);
    }
  }

  /**
   * Deletes for good. What was delivered can still be read; what was not, the dispatcher discards
   * within about a second.
   *
   * @return how many deliveries are pending or held at this moment, and discarded by this; {@value
   *     #MAX_COUNTED} means that many or more
   */
  public int delete(TenantId tenant, EndpointId id) {
    int discarded =
        own.change(
            tenant,
            id,
            (endpoint, now) -> {
              endpoint.delete(now);
              return undelivered(id);
            });
    log.info("webhook {} of tenant {} deleted, {} deliveries discarded", id, tenant, discarded);
    return discarded;
  }

  private int undelivered(EndpointId id) {
    return requireNonNull(
        jdbc.queryForObject(
            COUNT_UNDELIVERED,
            Integer.class,
            id.toString(),
            MAX_COUNTED,
            id.value(),
            MAX_COUNTED,
            MAX_COUNTED));
  }

  private Endpoint view(WebhookEndpoint endpoint, Instant now) {
    return Endpoint.of(endpoint, keyring.valid(endpoint.id(), now), null);
  }
}
