package dev.sluice.api.keys;

import dev.sluice.job.TenantId;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A row of {@code api_key}. Only {@code revokedAt} ever changes, once. */
@Entity
@Table(name = "api_key")
class ApiKey {

  @Id private UUID id;
  private byte[] hash;
  private String tenant;
  private String name;
  private String[] scopes;

  private @Nullable Integer requestsPerMinute;

  private @Nullable Integer requestsPerHour;

  private @Nullable Integer tokensPerMinute;

  private @Nullable Integer pollsPerMinute;

  private @Nullable Instant expiresAt;

  private Instant createdAt;

  private @Nullable Instant revokedAt;

  /** For JPA, which fills the fields in. */
  @SuppressWarnings("NullAway.Init")
  protected ApiKey() {}

  ApiKey(UUID id, KeyHash hash, String name, KeyGrant grant, Instant createdAt) {
    this.id = id;
    this.hash = hash.bytes();
    this.name = name;
    this.createdAt = createdAt;
    this.tenant = grant.tenant().value();
    this.scopes = grant.scopes().stream().map(Scope::wireName).sorted().toArray(String[]::new);
    this.requestsPerMinute = grant.limits().requestsPerMinute();
    this.requestsPerHour = grant.limits().requestsPerHour();
    this.tokensPerMinute = grant.limits().tokensPerMinute();
    this.pollsPerMinute = grant.limits().pollsPerMinute();
    this.expiresAt = grant.expiresAt();
  }

  UUID id() {
    return id;
  }

  KeyHash hash() {
    return KeyHash.of(hash);
  }

  String name() {
    return name;
  }

  Instant createdAt() {
    return createdAt;
  }

  @Nullable Instant revokedAt() {
    return revokedAt;
  }

  boolean isRevoked() {
    return revokedAt != null;
  }

  /** A scope that this release does not know grants nothing. */
  KeyGrant grant() {
    Set<Scope> known =
        Arrays.stream(scopes)
            .map(Scope::ofWireName)
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
    return new KeyGrant(
        new TenantId(tenant),
        known,
        new KeyLimits(requestsPerMinute, requestsPerHour, tokensPerMinute, pollsPerMinute),
        expiresAt);
  }
}
