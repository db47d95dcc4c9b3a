package dev.sluice.api.keys;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.sluice.job.TenantId;
import dev.sluice.wire.InvalidFieldException;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/admin/keys}. */
@JsonInclude(Include.NON_NULL)
record KeyRequest(
    @Schema(description = "The tenant whose jobs the key submits and sees.")
        @NotNull
        @Size(min = 1, max = TenantId.MAX_LENGTH)
        String tenant,
    @Schema(description = "For people; without control characters.")
        @NotNull
        @Size(min = 1, max = KeyRequest.MAX_NAME)
        String name,
    @Schema(description = "What the key allows.") @NotNull @Size(min = 1, max = 4)
        List<@NotNull Scope> scopes,
    @Schema(description = "Limits of its own.") @Valid @Nullable KeyLimits limits,
    @Schema(description = "Until when it is valid, in the future.") @Nullable Instant expiresAt) {

  static final int MAX_NAME = 200;

  /**
   * What the key is to allow.
   *
   * @throws InvalidFieldException where a field breaks a rule that is no constraint of its own
   */
  KeyGrant grant(Instant now) {
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      throw InvalidFieldException.of("name", "must not be blank or contain control characters.");
    }
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      throw InvalidFieldException.of("expires_at", "must be in the future.");
    }
    return new KeyGrant(
        tenantId(), Set.copyOf(scopes), requireNonNullElse(limits, KeyLimits.DEFAULT), expiresAt);
  }

  private TenantId tenantId() {
    try {
      return new TenantId(tenant);
    } catch (IllegalArgumentException _) {
      throw InvalidFieldException.of(
          "tenant", "must have 1 to 256 characters, no control characters, and not be blank.");
    }
  }
}
