package dev.sluice.api.webhooks;

import dev.sluice.api.errors.ApiException;
import dev.sluice.api.errors.ErrorCode;
import dev.sluice.job.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Makes endpoints, never more of a tenant than {@code sluice.webhooks.max-endpoints}, on however
 * many replicas.
 */
@Component
final class Registration {

  private final EndpointRows rows;
  private final Keyring keyring;
  private final WebhookTransactions transactions;
  private final Audit audit;
  private final WebhookProperties properties;
  private final Clock clock;

  Registration(
      EndpointRows rows,
      Keyring keyring,
      WebhookTransactions transactions,
      Audit audit,
      WebhookProperties properties,
      Clock clock) {
    this.rows = rows;
    this.keyring = keyring;
    this.transactions = transactions;
    this.audit = audit;
    this.properties = properties;
    this.clock = clock;
  }

  /**
   * The new endpoint, with its secret.
   *
   * @throws ApiException 409 where the tenant has as many as it may
   * @throws dev.sluice.api.stored.DatabaseAwayException within 5 s
   */
  EndpointView create(TenantId tenant, NewEndpoint wanted) {
    EndpointView made = transactions.call(() -> insert(tenant, wanted));
    audit.created(tenant, made.id());
    return made;
  }

  private EndpointView insert(TenantId tenant, NewEndpoint wanted) {
    rows.lockTenant(tenant.value());
    if (rows.count(tenant.value()) >= properties.maxEndpoints()) {
      throw ErrorCode.TOO_MANY_WEBHOOKS.exception(properties.maxEndpoints());
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    EndpointId id = new EndpointId(UUID.randomUUID());
    WebhookEndpoint endpoint = new WebhookEndpoint(id, tenant, wanted.url(), wanted.events(), now);
    endpoint.describe(wanted.settings().description());
    endpoint.pace(wanted.settings().rateLimitPerSecond());
    keyring.sealHeaders(endpoint, wanted.settings().headers());
    if (!wanted.enabled()) {
      endpoint.disable(now);
    }
    endpoint.signAsymmetrically(wanted.asymmetricSignature());
    rows.save(endpoint);
    SigningSecret secret = keyring.add(id, wanted.secret(), now);
    if (wanted.asymmetricSignature()) {
      keyring.addKeyPair(id, now);
    }
    return EndpointView.of(endpoint, keyring.valid(id, now), secret);
  }
}
