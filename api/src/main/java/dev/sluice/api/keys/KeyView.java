package dev.sluice.api.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.sluice.job.TenantId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key in responses.
 *
 * @param key the key itself: in the response that created it, and never again
 * @param revokedAt absent while the key is not revoked
 */
@Schema(name = "Key")
record KeyView(
    @Schema(description = "The key's id.") UUID id,
    @JsonInclude(Include.NON_NULL) @Schema(hidden = true) @Nullable String key,
    @Schema(description = "The tenant whose jobs the key submits and sees.") TenantId tenant,
    @Schema(description = "For people.") String name,
    @Schema(description = "What the key allows.") List<Scope> scopes,
    @Schema(description = "Limits of its own.") KeyLimits limits,
    @Schema(description = "Until when it is valid.") @Nullable Instant expiresAt,
    @Schema(description = "When it was created.") Instant createdAt,
    @JsonInclude(Include.NON_NULL) @Schema(description = "When it was revoked.")
        @Nullable Instant revokedAt) {

  /** The one response that shows the key, for the description. */
  record NewKey(@JsonUnwrapped KeyView view, @Schema(description = "The key itself.") String key) {}

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
