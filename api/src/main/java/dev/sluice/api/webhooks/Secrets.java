package dev.sluice.api.webhooks;

import dev.sluice.api.errors.ApiException;
import dev.sluice.api.errors.ErrorCode;
import dev.sluice.job.TenantId;
import org.springframework.stereotype.Component;

/** Replaces what signs an endpoint's deliveries, and shows what others verify them with. */
@Component
final class Secrets {

  private final OwnEndpoints endpoints;
  private final Keyring keyring;
  private final Audit audit;

  Secrets(OwnEndpoints endpoints, Keyring keyring, Audit audit) {
    this.endpoints = endpoints;
    this.keyring = keyring;
    this.audit = audit;
  }

  /**
   * The endpoint, with its new secret.
   *
   * @throws ApiException 409 where too many secrets would be valid at a time
   */
  EndpointView rotate(TenantId tenant, EndpointId id, Rotation rotation) {
    EndpointView rotated =
        endpoints.change(
            tenant,
            id,
            (endpoint, now) -> {
              SigningSecret secret =
                  keyring.rotate(endpoint, rotation.secret(), rotation.grace(), now);
              endpoint.touch(now);
              return EndpointView.of(endpoint, keyring.valid(id, now), secret);
            });
    audit.rotated(tenant, id, rotation.grace());
    return rotated;
  }

  /**
   * The public keys that verify what is signed now.
   *
   * @throws ApiException 404 where the endpoint has no asymmetric signature
   */
  PublicKeys publicKeys(TenantId tenant, EndpointId id) {
    return endpoints.look(
        tenant,
        id,
        (endpoint, now) -> {
          if (!endpoint.hasAsymmetricSignature()) {
            throw ErrorCode.PUBLIC_KEY_NOT_FOUND.exception();
          }
          return PublicKeys.of(keyring.valid(id, now));
        });
  }
}
