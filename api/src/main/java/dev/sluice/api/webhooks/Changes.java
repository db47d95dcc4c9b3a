package dev.sluice.api.webhooks;

import dev.sluice.job.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Changes endpoints as merge patches say. */
@Component
final class Changes {

  private final OwnEndpoints endpoints;
  private final EndpointRows rows;
  private final Keyring keyring;
  private final Audit audit;

  Changes(OwnEndpoints endpoints, EndpointRows rows, Keyring keyring, Audit audit) {
    this.endpoints = endpoints;
    this.rows = rows;
    this.keyring = keyring;
    this.audit = audit;
  }

  /** The endpoint as it is then. A change that names nothing changes nothing. */
  EndpointView change(TenantId tenant, EndpointId id, EndpointChange change) {
    EndpointView changed =
        endpoints.change(
            tenant,
            id,
            (endpoint, now) -> {
              if (!change.isEmpty()) {
                settings(endpoint, change);
                standing(endpoint, change.enabled(), now);
                signature(endpoint, change.asymmetricSignature(), now);
                endpoint.touch(now);
              }
              return EndpointView.of(endpoint, keyring.valid(id, now));
            });
    if (!change.isEmpty()) {
      audit.changed(tenant, id, change.named());
    }
    return changed;
  }

  private void settings(WebhookEndpoint endpoint, EndpointChange change) {
    Settings given = change.settings();
    if (given.url() != null && !given.url().equals(endpoint.url())) {
      endpoint.leadTo(given.url());
      // They were those of another address.
      rows.forgetFailures(endpoint.id().value());
    }
    if (given.events() != null) {
      endpoint.hearOf(given.events());
    }
    if (change.names("description")) {
      endpoint.describe(given.description());
    }
    if (change.names("rate_limit_per_second")) {
      endpoint.pace(given.rateLimitPerSecond());
    }
    if (change.names("headers")) {
      keyring.sealHeaders(endpoint, given.headers());
    }
  }

  /** One that is enabled anew starts without its history of failures. */
  private void standing(WebhookEndpoint endpoint, @Nullable Boolean enabled, Instant now) {
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

  private void signature(WebhookEndpoint endpoint, @Nullable Boolean asymmetric, Instant now) {
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
}
