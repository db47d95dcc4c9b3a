package dev.sluice.api.webhooks;

import dev.sluice.egress.RegistrationCheck;
import dev.sluice.job.Webhook;
import dev.sluice.webhooks.endpoint.EndpointSettings;
import dev.sluice.wire.Fields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of {@code POST /v1/webhooks}.
 *
 * @param settings with a URL and events
 * @param secret null for one to be generated
 */
record NewEndpoint(EndpointSettings settings, @Nullable String secret) {

  static NewEndpoint read(JsonNode document, RegistrationCheck addresses) {
    Fields fields = Fields.of(document);
    EndpointSettings given = Settings.read(fields, addresses, true);
    return new NewEndpoint(
        given.events() == null ? given.with(Webhook.DEFAULT_EVENTS) : given,
        SigningSecret.read(fields).orElse(null));
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return "NewEndpoint[" + settings + "]";
  }
}
