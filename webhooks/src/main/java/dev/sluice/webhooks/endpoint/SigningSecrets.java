package dev.sluice.webhooks.endpoint;

import dev.sluice.job.TenantId;
import dev.sluice.secret.SecretBox;
import dev.sluice.signing.Ed25519Keys;
import dev.sluice.signing.KeyPairText;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.RefusedException.Reason;
import dev.sluice.wire.InvalidFieldException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates, rotates and expires the secrets that sign an endpoint's deliveries. Secrets are sealed
 * for the endpoint's id before they are stored.
 */
public final class SigningSecrets {

  private static final Logger log = LoggerFactory.getLogger(SigningSecrets.class);

  /** Shared secrets that are valid at the same time. */
  static final int MAX_VALID = 5;

  private static final String PREFIX = "whsec_";
  private static final int GENERATED_BYTES = 32;

  /** Running attempts may be about to sign with a secret that has just expired. */
  private static final Duration KEPT_AFTER_EXPIRY = Duration.ofHours(1);

  private final EndpointTransactions transactions;
  private final SecretRows rows;
  private final SecretBox box;
  private final SecureRandom random;

  SigningSecrets(
      EndpointTransactions transactions, SecretRows rows, SecretBox box, SecureRandom random) {
    this.transactions = transactions;
    this.rows = rows;
    this.box = box;
    this.random = random;
  }

  /**
   * Adds a secret, and a key pair if the endpoint has one. The present ones remain valid until the
   * grace period ends.
   *
   * @param given null for a generated secret
   * @return the endpoint with its new secret
   * @throws RefusedException if more than {@value #MAX_VALID} secrets would be valid
   * @throws InvalidFieldException if the given secret is already the newest
   */
  public Endpoint rotate(TenantId tenant, EndpointId id, @Nullable String given, Duration grace) {
    Endpoint rotated =
        transactions.change(
            tenant,
            id,
            (endpoint, now) -> {
              String secret = rotate(endpoint, given, grace, now);
              endpoint.updatedAt = now;
              return Endpoint.of(endpoint, valid(id, now), secret);
            });
    log.info("webhook {} of tenant {} has a new secret, grace {} s", id, tenant, grace.toSeconds());
    return rotated;
  }

  private String rotate(
      WebhookEndpoint endpoint, @Nullable String given, Duration grace, Instant now) {
    EndpointId id = endpoint.id();
    List<EndpointSecret> present = valid(id, now);
    present.forEach(secret -> secret.expire(now.plus(grace)));
    List<EndpointSecret> shared = present.stream().filter(EndpointSecret::isShared).toList();
    if (given != null) {
      if (!shared.isEmpty() && shared.getFirst().seals(given, box)) {
        throw new InvalidFieldException("secret", "secret is the newest one already.");
      }
      // A secret that is given again must not sign twice.
      shared.stream()
          .filter(secret -> secret.seals(given, box))
          .forEach(secret -> secret.expire(now));
    }
    if (shared.stream().filter(secret -> secret.isValid(now)).count() >= MAX_VALID) {
      throw new RefusedException(
          Reason.TOO_MANY_SECRETS,
          "%d secrets are valid at a time; wait for one to expire, or rotate with grace_seconds 0."
              .formatted(MAX_VALID));
    }
    rows.deleteExpired(id.value(), now.minus(KEPT_AFTER_EXPIRY));
    Instant after = laterThan(present, now);
    if (endpoint.asymmetricSignature) {
      addKeyPair(id, after);
    }
    return add(id, given, after);
  }

  /** Keeps secrets in the order of their creation if the clocks of replicas differ. */
  private static Instant laterThan(List<EndpointSecret> present, Instant now) {
    if (present.isEmpty() || present.getFirst().createdAt.isBefore(now)) {
      return now;
    }
    return present.getFirst().createdAt.plusNanos(1000);
  }

  /**
   * The valid public keys.
   *
   * @throws RefusedException if the endpoint has no asymmetric signature
   */
  public PublicKeys publicKeys(TenantId tenant, EndpointId id) {
    return transactions.read(
        tenant,
        id,
        (endpoint, now) -> {
          if (!endpoint.asymmetricSignature) {
            throw new RefusedException(
                Reason.PUBLIC_KEY_NOT_FOUND, "The webhook has no asymmetric signature");
          }
          return PublicKeys.of(valid(id, now));
        });
  }

  /** The valid secrets, newest first. */
  List<EndpointSecret> valid(EndpointId endpoint, Instant now) {
    return valid(List.of(endpoint.value()), now);
  }

  /** The valid secrets of several endpoints, newest first. */
  List<EndpointSecret> valid(Collection<UUID> endpoints, Instant now) {
    return rows.valid(endpoints, now);
  }

  String seal(EndpointId endpoint, String text) {
    return box.seal(text, endpoint.toString());
  }

  /** Adds and returns a secret; generates one if none is given. */
  String add(EndpointId endpoint, @Nullable String given, Instant now) {
    String secret = given == null ? generate() : given;
    rows.save(new EndpointSecret(endpoint, seal(endpoint, secret), null, now));
    return secret;
  }

  private String generate() {
    byte[] bytes = new byte[GENERATED_BYTES];
    random.nextBytes(bytes);
    return PREFIX + Base64.getEncoder().encodeToString(bytes);
  }

  void addKeyPair(EndpointId endpoint, Instant now) {
    KeyPairText pair = Ed25519Keys.generate(random);
    String sealed = seal(endpoint, pair.privateKey());
    rows.save(new EndpointSecret(endpoint, sealed, pair.publicKey(), now));
  }

  /** Expires all key pairs at once. */
  void expireKeyPairs(EndpointId endpoint, Instant now) {
    valid(endpoint, now).stream()
        .filter(EndpointSecret::isKeyPair)
        .forEach(pair -> pair.expire(now));
  }
}
