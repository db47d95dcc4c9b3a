package dev.sluice.api.keys;

import dev.sluice.job.TenantId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a key allows.
 *
 * @param expiresAt the key is invalid from then on; absent for never
 */
public record KeyGrant(
    TenantId tenant, Set<Scope> scopes, KeyLimits limits, @Nullable Instant expiresAt) {

  public KeyGrant {
    scopes = Set.copyOf(scopes);
  }

  boolean isExpired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }
}
