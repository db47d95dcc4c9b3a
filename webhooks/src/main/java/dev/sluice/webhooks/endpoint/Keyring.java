package dev.sluice.webhooks.endpoint;

import dev.sluice.secret.SecretBox;
import dev.sluice.secret.UnsealableException;
import dev.sluice.signing.Ed25519Keys;
import dev.sluice.signing.KeyPairText;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.RefusedException.Reason;
import dev.sluice.webhooks.endpoint.EndpointSecret.Kind;
import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.Json;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes, replaces and ends what signs an endpoint's deliveries. Secrets, and headers, which may be
 * some, are sealed for the endpoint's id before they are stored. Whoever calls holds the endpoint's
 * row locked, in a transaction.
 */
final class Keyring {

  /** Of each kind, at a time. */
  static final int MAX_VALID = 5;

  private static final String PREFIX = "whsec_";
  private static final int GENERATED_BYTES = 32;

  /** Deliveries under way may still be about to sign with what has just expired. */
  private static final Duration KEPT_AFTER_EXPIRY = Duration.ofHours(1);

  private final SecretRows rows;
  private final SecretBox box;
  private final SecureRandom random;

  Keyring(SecretRows rows, SecretBox box, SecureRandom random) {
    this.rows = rows;
    this.box = box;
    this.random = random;
  }

  /** Those that have not expired, newest first. */
  List<EndpointSecret> valid(EndpointId endpoint, Instant now) {
    return valid(List.of(endpoint), now);
  }

  /** The same of several endpoints. */
  List<EndpointSecret> valid(List<EndpointId> endpoints, Instant now) {
    return rows.valid(endpoints.stream().map(EndpointId::value).toList(), now);
  }

  /** Replaces the endpoint's extra headers; null for none. */
  void sealHeaders(WebhookEndpoint endpoint, @Nullable Map<String, String> headers) {
    if (headers == null || headers.isEmpty()) {
      endpoint.setHeaders(null, List.of());
    } else {
      String sealed = seal(endpoint.id(), Json.mapper().writeValueAsString(headers));
      endpoint.setHeaders(sealed, List.copyOf(headers.keySet()));
    }
  }

  private String seal(EndpointId endpoint, String text) {
    return box.seal(text, endpoint.toString());
  }

  /** Adds this secret, or one that is generated where none is given; the one that was added. */
  String add(EndpointId endpoint, @Nullable String given, Instant now) {
    String secret = given == null ? generate() : given;
    rows.save(EndpointSecret.shared(endpoint, seal(endpoint, secret), now));
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
    rows.save(EndpointSecret.keyPair(endpoint, sealed, pair.publicKey(), now));
  }

  /** Ends all key pairs at once. */
  void expireKeyPairs(EndpointId endpoint, Instant now) {
    valid(endpoint, now).stream()
        .filter(secret -> secret.is(Kind.KEY_PAIR))
        .forEach(pair -> pair.expire(now));
  }

  /**
   * Puts a new secret, and a new key pair where there is one, in the place of the present ones,
   * which go on signing until {@code grace} has passed, or until they would have ended anyway.
   *
   * @throws RefusedException where more than {@value #MAX_VALID} would be valid then
   * @throws InvalidFieldException where the newest secret is given once more
   */
  String rotate(WebhookEndpoint endpoint, @Nullable String given, Duration grace, Instant now) {
    EndpointId id = endpoint.id();
    List<EndpointSecret> present = valid(id, now);
    present.forEach(secret -> secret.expire(now.plus(grace)));
    if (given != null) {
      giveWay(present, given, now);
    }
    long left =
        present.stream().filter(secret -> secret.is(Kind.SHARED) && secret.isValid(now)).count();
    if (left >= MAX_VALID) {
      throw new RefusedException(
          Reason.TOO_MANY_SECRETS,
          "%d secrets are valid at a time; wait for one to expire, or rotate with grace_seconds 0."
              .formatted(MAX_VALID));
    }
    rows.deleteExpired(id.value(), now.minus(KEPT_AFTER_EXPIRY));
    Instant after = laterThan(present, now);
    if (endpoint.hasAsymmetricSignature()) {
      addKeyPair(id, after);
    }
    return add(id, given, after);
  }

  /** So that none signs twice: one that is given once more begins anew. */
  private void giveWay(List<EndpointSecret> present, String given, Instant now) {
    List<EndpointSecret> shared =
        present.stream().filter(secret -> secret.is(Kind.SHARED)).toList();
    if (!shared.isEmpty() && isOf(shared.getFirst(), given)) {
      throw new InvalidFieldException("secret", "secret is the newest one already.");
    }
    shared.stream().filter(secret -> isOf(secret, given)).forEach(secret -> secret.expire(now));
  }

  private boolean isOf(EndpointSecret secret, String given) {
    try {
      return secret.isOf(box, given);
    } catch (UnsealableException _) {
      // Sealed with another key: nobody can tell.
      return false;
    }
  }

  /** Secrets are ordered by when they were made, whatever the clocks of the replicas say. */
  private static Instant laterThan(List<EndpointSecret> present, Instant now) {
    if (present.isEmpty() || present.getFirst().createdAt().isBefore(now)) {
      return now;
    }
    return present.getFirst().createdAt().plusNanos(1000);
  }
}
