package dev.sluice.api.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.sluice.api.list.Page;
import dev.sluice.egress.ExtraHeaderRules;
import dev.sluice.job.EventType;
import dev.sluice.webhooks.endpoint.Endpoint;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The bodies that are read field by field, for the description. */
interface WebhookSchemas {

  /** What can be given first and changed later. */
  @JsonInclude(Include.NON_NULL)
  record Common(
      @Schema(
              description =
                  "The events that it receives; `job.completed` and `job.failed` unless changed.")
          @Size(min = 1, max = 4)
          @Nullable Set<EventType> events,
      @Schema(description = "Whether deliveries are sent; they are held while it is false.")
          @Nullable Boolean enabled,
      @Schema(description = "Whether deliveries have a `v1a` signature (ed25519) beside `v1`.")
          @Nullable Boolean asymmetricSignature) {}

  @JsonInclude(Include.NON_NULL)
  record WebhookRequest(
      @Schema(description = "Where deliveries are sent: `https`, or `http` where allowed.")
          @Size(min = 1, max = WebhookBounds.MAX_URL)
          String url,
      @Schema(description = "Signs the deliveries; generated if absent.")
          @Size(min = WebhookBounds.MIN_SECRET, max = WebhookBounds.MAX_SECRET)
          @Pattern(regexp = "^[!-~]+$")
          @Nullable String secret,
      @JsonUnwrapped Common common,
      @Schema(description = "For people, without NUL.") @Size(max = WebhookBounds.MAX_DESCRIPTION)
          @Nullable String description,
      @Schema(
              description = "Extra headers of each delivery; Sluice's own names are refused.",
              maxProperties = WebhookBounds.MAX_HEADERS)
          @Nullable
              Map<
                  @Size(min = 1, max = ExtraHeaderRules.MAX_NAME)
                  @Pattern(regexp = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$") String,
                  @Size(max = WebhookBounds.MAX_HEADER_VALUE)
                  @Pattern(regexp = "^([!-~]([ -~]*[!-~])?)?$") String>
              headers,
      @Schema(description = "The maximum number of attempts per second; unlimited if absent.")
          @Min(1)
          @Max(WebhookBounds.MAX_RATE)
          @Nullable Integer rateLimitPerSecond) {}

  /** {@code null} clears the last three. */
  record WebhookChange(
      @JsonInclude(Include.NON_NULL)
          @Schema(description = "Where deliveries are sent.")
          @Size(min = 1, max = WebhookBounds.MAX_URL)
          @Nullable String url,
      @JsonUnwrapped Common common,
      @Schema(
              description = "For people, without NUL.",
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          @Size(max = WebhookBounds.MAX_DESCRIPTION)
          @Nullable String description,
      @Schema(
              description = "Extra headers of each delivery; Sluice's own names are refused.",
              maxProperties = WebhookBounds.MAX_HEADERS,
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          @Nullable
              Map<
                  @Size(min = 1, max = ExtraHeaderRules.MAX_NAME)
                  @Pattern(regexp = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$") String,
                  @Size(max = WebhookBounds.MAX_HEADER_VALUE)
                  @Pattern(regexp = "^([!-~]([ -~]*[!-~])?)?$") String>
              headers,
      @Schema(
              description = "The maximum number of attempts per second; unlimited if null.",
              requiredMode = Schema.RequiredMode.NOT_REQUIRED)
          @Min(1)
          @Max(WebhookBounds.MAX_RATE)
          @Nullable Integer rateLimitPerSecond) {}

  @JsonInclude(Include.NON_NULL)
  record SecretRotation(
      @Schema(description = "The new secret; generated if absent.")
          @Size(min = WebhookBounds.MIN_SECRET, max = WebhookBounds.MAX_SECRET)
          @Pattern(regexp = "^[!-~]+$")
          @Nullable String secret,
      @Schema(
              description = "How long the present secrets keep signing.",
              defaultValue = "" + WebhookBounds.DEFAULT_GRACE_SECONDS)
          @Min(0)
          @Max(WebhookBounds.MAX_GRACE_SECONDS)
          @Nullable Integer graceSeconds) {}

  record NewWebhook(
      @JsonUnwrapped Endpoint webhook,
      @Schema(description = "The secret itself: here and never again.") String secret) {}

  record WebhookPage(@JsonUnwrapped Page<Endpoint> page) {}
}
