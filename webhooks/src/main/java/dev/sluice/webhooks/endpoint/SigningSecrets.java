package dev.sluice.webhooks.endpoint;

import dev.sluice.job.TenantId;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.RefusedException.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rotates what signs an endpoint's deliveries, and shows what receivers verify them with. */
public final class SigningSecrets {

  private static final Logger log = LoggerFactory.getLogger(SigningSecrets.class);

  private final OwnEndpoints own;
  private final Keyring keyring;

  SigningSecrets(OwnEndpoints own, Keyring keyring) {
    this.own = own;
    this.keyring = keyring;
  }

  /**
   * The endpoint, with its new secret.
   *
   * @param given null for one to be generated
   * @param grace how long the present secrets go on signing
   * @throws RefusedException where too many secrets would be valid at a time
   * @throws dev.sluice.wire.InvalidFieldException where the newest secret is given again
   */
  public Endpoint rotate(TenantId tenant, EndpointId id, @Nullable String given, Duration grace) {
    Endpoint rotated =
        own.change(
            tenant,
            id,
            (endpoint, now) -> {
              String secret = keyring.rotate(endpoint, given, grace, now);
              endpoint.touch(now);
              return Endpoint.of(endpoint, keyring.valid(id, now), secret);
            });
    log.info("webhook {} of tenant {} has a new secret, grace {} s", id, tenant, grace.toSeconds());
    return rotated;
  }

  /**
   * The public keys that verify what is signed now.
   *
   * @throws RefusedException where the endpoint has no asymmetric signature
   */
  public PublicKeys publicKeys(TenantId tenant, EndpointId id) {
    return own.read(
        tenant,
        id,
        (endpoint, now) -> {
          if (!endpoint.hasAsymmetricSignature()) {
            throw new RefusedException(
                Reason.PUBLIC_KEY_NOT_FOUND, "The webhook has no asymmetric signature");
          }
          return PublicKeys.of(keyring.valid(id, now));
        });
  }
}
