package dev.sluice.webhooks.endpoint;

import dev.sluice.job.TenantId;
import dev.sluice.secret.SecretBox;
import dev.sluice.secret.UnsealableException;
import dev.sluice.signing.Ed25519Keys;
import dev.sluice.signing.KeyPairText;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.RefusedException.Reason;
import dev.sluice.wire.InvalidFieldException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Creates, rotates and expires the secrets that sign an endpoint's deliveries: rows of {@code
 * endpoint_secret}, by index {@code secret_of_endpoint}, of which only the expiry changes, and only
 * to be earlier, until the dispatcher sweeps it. Secrets are sealed for the endpoint's id before
 * they are stored.
 */
public final class SigningSecrets {

  private static final Logger log = LoggerFactory.getLogger(SigningSecrets.class);

  /** Shared secrets that are valid at the same time. */
  static final int MAX_VALID = 5;

  private static final String SHARED = "v1";
  private static final String KEY_PAIR = "v1a";
  private static final String PREFIX = "whsec_";
  private static final int GENERATED_BYTES = 32;

  private static final String VALID =
      """
      SELECT id, sealed FROM endpoint_secret
      WHERE endpoint_id = ? AND kind = 'v1' AND (expires_at IS NULL OR expires_at > ?)
      ORDER BY created_at DESC, id DESC
      """;

  private static final String EXPIRE =
      """
      UPDATE endpoint_secret SET expires_at = ?
      WHERE endpoint_id = ? AND (expires_at IS NULL OR expires_at > ?)
      """;

  // Keeps secrets in the order of their creation if the clocks of replicas differ.
  private static final String INSERT =
      """
      INSERT INTO endpoint_secret (id, endpoint_id, kind, sealed, public_key, created_at)
      SELECT gen_random_uuid(), ?, ?, ?, ?,
             greatest(?, (SELECT max(s.created_at) + interval '1 microsecond'
                          FROM endpoint_secret s WHERE s.endpoint_id = ? AND s.kind = ?))
      """;

  private static final String TOUCH = "UPDATE webhook_endpoint SET updated_at = ? WHERE id = ?";

  /** A valid shared secret. */
  private record Shared(UUID id, String sealed) {}

  private final EndpointRows rows;
  private final JdbcTemplate jdbc;
  private final SecretBox box;
  private final SecureRandom random;

  public SigningSecrets(
      JdbcTemplate jdbc,
      TransactionTemplate transactions,
      Clock clock,
      SecretBox box,
      SecureRandom random) {
    this.rows = new EndpointRows(jdbc, transactions, clock);
    this.jdbc = jdbc;
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
        rows.run(() -> {
          boolean asymmetric = rows.lock(tenant, id);
          OffsetDateTime now = rows.now();
          expire(id, given, grace, now);
          if (asymmetric) {
            addKeyPair(id, now);
          }
          String secret = add(id, given, now);
          jdbc.update(TOUCH, now, id.value());
          return rows.find(tenant, id, now, secret);
        });
    log.info("webhook {} of tenant {} has a new secret, grace {} s", id, tenant, grace.toSeconds());
    return rotated;
  }

  private void expire(EndpointId id, @Nullable String given, Duration grace, OffsetDateTime now) {
    List<Shared> shared =
        jdbc.query(
            VALID,
            (row, _) -> new Shared(row.getObject("id", UUID.class), row.getString("sealed")),
            id.value(),
            now);
    List<Shared> same =
        given == null
            ? List.of()
            : shared.stream().filter(secret -> isSealed(given, secret, id)).toList();
    if (!same.isEmpty() && same.getFirst().equals(shared.getFirst())) {
      throw new InvalidFieldException("secret", "secret is the newest one already.");
    }
    if (!grace.isZero() && shared.size() - same.size() >= MAX_VALID) {
      throw new RefusedException(
          Reason.TOO_MANY_SECRETS,
          "%d secrets are valid at a time; wait for one to expire, or rotate with grace_seconds 0."
              .formatted(MAX_VALID));
    }
    OffsetDateTime end = now.plus(grace);
    jdbc.update(EXPIRE, end, id.value(), end);
    // A secret that is given again must not sign twice.
    same.forEach(secret -> jdbc.update(EXPIRE + "AND id = ?", now, id.value(), now, secret.id()));
  }

  /** False if it is sealed with another key. */
  private boolean isSealed(String text, Shared secret, EndpointId id) {
    try {
      return box.open(secret.sealed(), id.toString()).equals(text);
    } catch (UnsealableException _) {
      return false;
    }
  }

  /**
   * The valid public keys.
   *
   * @throws RefusedException if the endpoint has no asymmetric signature
   */
  public PublicKeys publicKeys(TenantId tenant, EndpointId id) {
    OffsetDateTime now = rows.now();
    if (!rows.find(tenant, id, now, null).asymmetricSignature()) {
      throw new RefusedException(
          Reason.PUBLIC_KEY_NOT_FOUND, "The webhook has no asymmetric signature");
    }
    return PublicKeys.of(jdbc, id, now);
  }

  String seal(EndpointId endpoint, String text) {
    return box.seal(text, endpoint.toString());
  }

  /** Adds and returns a secret; generates one if none is given. */
  String add(EndpointId endpoint, @Nullable String given, OffsetDateTime now) {
    String secret = given == null ? generate() : given;
    insert(endpoint, SHARED, secret, null, now);
    return secret;
  }

  private String generate() {
    byte[] bytes = new byte[GENERATED_BYTES];
    random.nextBytes(bytes);
    return PREFIX + Base64.getEncoder().encodeToString(bytes);
  }

  void addKeyPair(EndpointId endpoint, OffsetDateTime now) {
    KeyPairText pair = Ed25519Keys.generate(random);
    insert(endpoint, KEY_PAIR, pair.privateKey(), pair.publicKey(), now);
  }

  private void insert(
      EndpointId endpoint,
      String kind,
      String text,
      @Nullable String publicKey,
      OffsetDateTime now) {
    UUID id = endpoint.value();
    jdbc.update(INSERT, id, kind, seal(endpoint, text), publicKey, now, id, kind);
  }

  /** Expires all key pairs at once. */
  void expireKeyPairs(EndpointId endpoint, OffsetDateTime now) {
    jdbc.update(EXPIRE + "AND kind = 'v1a'", now, endpoint.value(), now);
  }
}
