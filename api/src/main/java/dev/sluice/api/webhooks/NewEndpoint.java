package dev.sluice.api.webhooks;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.sluice.job.EventType;
import dev.sluice.job.Webhook;
import dev.sluice.wire.Fields;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What {@code POST /v1/webhooks} asks for.
 *
 * @param settings with a URL and events
 * @param secret null for one to be generated
 */
record NewEndpoint(
    Settings settings,
    boolean enabled,
    boolean asymmetricSignature,
    @Nullable SigningSecret secret) {

  static NewEndpoint read(JsonNode document, AddressCheck addresses) {
    Fields fields = Fields.of(document);
    Settings given = Settings.read(fields, addresses);
    if (given.url() == null) {
      throw fields.invalid("url", "is required.");
    }
    return new NewEndpoint(
        given,
        fields.bool("enabled").orElse(true),
        fields.bool("asymmetric_signature").orElse(false),
        SigningSecret.read(fields).orElse(null));
  }

  String url() {
    return requireNonNull(settings.url());
  }

  Set<EventType> events() {
    return requireNonNullElse(settings.events(), Webhook.DEFAULT_EVENTS);
  }
}
