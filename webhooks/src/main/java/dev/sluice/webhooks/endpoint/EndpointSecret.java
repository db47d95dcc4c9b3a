package dev.sluice.webhooks.endpoint;

import dev.sluice.secret.SecretBox;
import dev.sluice.secret.UnsealableException;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code endpoint_secret}. Only {@code expiresAt} changes, and only to be earlier. */
@Entity
@Table(name = "endpoint_secret")
class EndpointSecret {

  private static final String SHARED = "v1";
  private static final String KEY_PAIR = "v1a";

  @Id UUID id;
  UUID endpointId;
  String kind;
  String sealed;
  @Nullable String publicKey;
  Instant createdAt;
  @Nullable Instant expiresAt;

  /** For JPA. */
  @SuppressWarnings("NullAway.Init")
  protected EndpointSecret() {}

  /** A shared secret; a key pair if there is a public key. */
  EndpointSecret(EndpointId endpoint, String sealed, @Nullable String publicKey, Instant now) {
    this.id = UUID.randomUUID();
    this.endpointId = endpoint.value();
    this.kind = publicKey == null ? SHARED : KEY_PAIR;
    this.sealed = sealed;
    this.publicKey = publicKey;
    this.createdAt = now;
  }

  boolean isShared() {
    return kind.equals(SHARED);
  }

  boolean isKeyPair() {
    return kind.equals(KEY_PAIR);
  }

  /** Whether this is the sealed text; false if it is sealed with another key. */
  boolean seals(String text, SecretBox box) {
    try {
      return box.open(sealed, endpointId.toString()).equals(text);
    } catch (UnsealableException _) {
      return false;
    }
  }

  boolean isValid(Instant now) {
    return expiresAt == null || expiresAt.isAfter(now);
  }

  /** Does not extend an earlier expiry. */
  void expire(Instant at) {
    if (expiresAt == null || expiresAt.isAfter(at)) {
      expiresAt = at;
    }
  }
}
