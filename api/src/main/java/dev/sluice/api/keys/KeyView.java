package dev.sluice.api.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.sluice.job.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as the API shows it.
 *
 * @param key the key itself: in the answer that made it, and never again
 * @param revokedAt absent while the key is not revoked
 */
record KeyView(
    UUID id,
    @JsonInclude(Include.NON_NULL) @Nullable String key,
    TenantId tenant,
    String name,
    List<Scope> scopes,
    Limits limits,
    @Nullable Instant expiresAt,
    Instant createdAt,
    @JsonInclude(Include.NON_NULL) @Nullable Instant revokedAt) {

  static KeyView of(ApiKey stored, @Nullable String key) {
    KeyGrant grant = stored.grant();
    return new KeyView(
        stored.id(),
        key,
        grant.tenant(),
        stored.name(),
        grant.scopes().stream().sorted().toList(),
        grant.limits(),
        grant.expiresAt(),
        stored.createdAt(),
        stored.revokedAt());
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "KeyView[" + id + "]";
  }
}
