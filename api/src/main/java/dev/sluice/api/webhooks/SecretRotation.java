package dev.sluice.api.webhooks;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/webhooks/{id}/rotate-secret}. */
@JsonInclude(Include.NON_NULL)
record SecretRotation(
    @Schema(description = "The new secret; generated if absent.")
        @Size(min = WebhookBounds.MIN_SECRET, max = WebhookBounds.MAX_SECRET)
        @Pattern(regexp = WebhookBounds.SECRET, message = "must be visible ASCII without spaces")
        @Nullable String secret,
    @Schema(
            description = "How long the present secrets keep signing.",
            defaultValue = "" + SecretRotation.DEFAULT_GRACE_SECONDS)
        @Min(0)
        @Max(SecretRotation.MAX_GRACE_SECONDS)
        @Nullable Integer graceSeconds) {

  static final int MAX_GRACE_SECONDS = 7 * 24 * 3600;
  static final int DEFAULT_GRACE_SECONDS = 24 * 3600;

  static final SecretRotation BY_DEFAULT = new SecretRotation(null, null);

  Duration grace() {
    return Duration.ofSeconds(requireNonNullElse(graceSeconds, DEFAULT_GRACE_SECONDS));
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return "SecretRotation[" + grace() + "]";
  }
}
