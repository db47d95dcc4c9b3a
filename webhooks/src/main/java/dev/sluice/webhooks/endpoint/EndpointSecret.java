package dev.sluice.webhooks.endpoint;

import dev.sluice.secret.SecretBox;
import dev.sluice.secret.UnsealableException;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code endpoint_secret}. Only {@code expiresAt} ever changes, and only to be earlier.
 */
@Entity
@Table(name = "endpoint_secret")
class EndpointSecret {

  /** What a secret is to sign. */
  enum Kind {
    SHARED("v1"),
    KEY_PAIR("v1a");

    private final String wireName;

    Kind(String wireName) {
      this.wireName = wireName;
    }
  }

  @Id private UUID id;
  private UUID endpointId;
  private String kind;

  private String sealed;
  private @Nullable String publicKey;
  private Instant createdAt;
  private @Nullable Instant expiresAt;

  /** For JPA, which fills the fields in. */
  @SuppressWarnings("NullAway.Init")
  protected EndpointSecret() {}

  private EndpointSecret(
      EndpointId endpoint, Kind kind, String sealed, @Nullable String publicKey, Instant now) {
    this.id = UUID.randomUUID();
    this.endpointId = endpoint.value();
    this.kind = kind.wireName;
    this.sealed = sealed;
    this.publicKey = publicKey;
    this.createdAt = now;
  }

  static EndpointSecret shared(EndpointId endpoint, String sealed, Instant now) {
    return new EndpointSecret(endpoint, Kind.SHARED, sealed, null, now);
  }

  static EndpointSecret keyPair(EndpointId endpoint, String sealed, String publicKey, Instant now) {
    return new EndpointSecret(endpoint, Kind.KEY_PAIR, sealed, publicKey, now);
  }

  EndpointId endpoint() {
    return new EndpointId(endpointId);
  }

  boolean is(Kind other) {
    return kind.equals(other.wireName);
  }

  /** Whether this text is what is sealed. */
  boolean isOf(SecretBox box, String text) throws UnsealableException {
    return box.open(sealed, endpoint().toString()).equals(text);
  }

  @Nullable String publicKey() {
    return publicKey;
  }

  Instant createdAt() {
    return createdAt;
  }

  @Nullable Instant expiresAt() {
    return expiresAt;
  }

  boolean isValid(Instant now) {
    return expiresAt == null || expiresAt.isAfter(now);
  }

  /** An earlier expiry stays. */
  void expire(Instant at) {
    if (expiresAt == null || expiresAt.isAfter(at)) {
      expiresAt = at;
    }
  }
}
