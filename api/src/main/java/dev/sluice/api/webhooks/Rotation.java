package dev.sluice.api.webhooks;

import dev.sluice.wire.Fields;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of {@code POST /v1/webhooks/{id}/rotate-secret}.
 *
 * @param secret null for one to be generated
 * @param grace how long the present secrets go on signing, up to 7 days
 */
record Rotation(@Nullable String secret, Duration grace) {

  static final Rotation BY_DEFAULT =
      new Rotation(null, Duration.ofSeconds(WebhookBounds.DEFAULT_GRACE_SECONDS));

  static Rotation read(JsonNode document) {
    Fields fields = Fields.of(document);
    return new Rotation(
        SigningSecret.read(fields).orElse(null),
        Duration.ofSeconds(
            fields
                .integer("grace_seconds", 0, WebhookBounds.MAX_GRACE_SECONDS)
                .orElse(WebhookBounds.DEFAULT_GRACE_SECONDS)));
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return "Rotation[" + grace + "]";
  }
}
