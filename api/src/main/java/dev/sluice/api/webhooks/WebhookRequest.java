package dev.sluice.api.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.sluice.egress.RegistrationCheck;
import dev.sluice.job.Webhook;
import dev.sluice.webhooks.endpoint.EndpointSettings;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
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
    @JsonUnwrapped @Valid EndpointFields fields) {

  EndpointSettings settings(RegistrationCheck addresses) {
    EndpointSettings given = fields.settings(url, addresses);
    return given.events() == null ? given.with(Webhook.DEFAULT_EVENTS) : given;
  }

  /** Never shows the secret, the query of the URL, nor a header's value. */
  @Override
  public String toString() {
    return "WebhookRequest[" + fields.events() + "]";
  }
}
