package dev.sluice.api.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.sluice.egress.ExtraHeaderRules;
import dev.sluice.egress.RegistrationCheck;
import dev.sluice.job.EventType;
import dev.sluice.job.Webhook;
import dev.sluice.webhooks.endpoint.EndpointSettings;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.hibernate.validator.constraints.UniqueElements;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/webhooks}. */
@JsonInclude(Include.NON_NULL)
record WebhookRequest(
    @Schema(description = "Where deliveries are sent: `https`, or `http` where allowed.")
        @NotNull
        @Size(min = 1, max = WebhookBounds.MAX_URL)
        String url,
    @Schema(description = "Signs the deliveries; generated if absent.")
        @Size(min = WebhookBounds.MIN_SECRET, max = WebhookBounds.MAX_SECRET)
        @Pattern(regexp = WebhookBounds.SECRET, message = "must be visible ASCII without spaces")
        @Nullable String secret,
    @Schema(description = "The events to receive; `job.completed` and `job.failed` by default.")
        @Size(min = 1, max = 4)
        @UniqueElements
        @Nullable List<@NotNull EventType> events,
    @Schema(description = "For people, without NUL.") @Size(max = WebhookBounds.MAX_DESCRIPTION)
        @Nullable String description,
    @Schema(
            description = "Extra headers of each delivery, except those that Sluice sets itself.",
            maxProperties = WebhookBounds.MAX_HEADERS)
        @Size(max = WebhookBounds.MAX_HEADERS)
        @Nullable
            Map<
                @Size(min = 1, max = ExtraHeaderRules.MAX_NAME)
                @Pattern(
                    regexp = WebhookBounds.HEADER_NAME,
                    message = "must have header names (tokens of RFC 9110)")
                String,
                @NotNull @Size(max = WebhookBounds.MAX_HEADER_VALUE)
                @Pattern(
                    regexp = WebhookBounds.HEADER_VALUE,
                    message = "must be visible ASCII, with spaces only inside")
                String>
            headers,
    @Schema(description = "The maximum number of attempts per second; unlimited if absent.")
        @Min(1)
        @Max(WebhookBounds.MAX_RATE)
        @Nullable Integer rateLimitPerSecond,
    @Schema(description = "Whether deliveries are sent; they are held while it is false.")
        @Nullable Boolean enabled,
    @Schema(
            description =
                "Whether deliveries have a `v1a` signature (ed25519) in addition to `v1`.")
        @Nullable Boolean asymmetricSignature)
    implements EndpointFields {

  @Override
  public EndpointSettings settings(RegistrationCheck addresses) {
    EndpointSettings given = EndpointFields.super.settings(addresses);
    return given.events() == null ? given.with(Webhook.DEFAULT_EVENTS) : given;
  }

  /** Never shows the secret, the query of the URL, nor a header's value. */
  @Override
  public String toString() {
    return "WebhookRequest[" + events + "]";
  }
}
