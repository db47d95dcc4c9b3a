package dev.sluice.api.describe;

import static dev.sluice.api.describe.Shapes.count;
import static dev.sluice.api.describe.Shapes.may;
import static dev.sluice.api.describe.Shapes.must;
import static dev.sluice.api.describe.Shapes.text;
import static dev.sluice.api.describe.Shapes.words;

import dev.sluice.api.describe.Shapes.Field;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The one shape of every answer of status 400 and above. */
final class Errors {

  private static final List<String> CLASSES =
      List.of(
          "invalid_request",
          "authentication_error",
          "permission_denied",
          "not_found",
          "conflict",
          "rate_limit_exceeded",
          "provider_error",
          "provider_timeout",
          "service_unavailable",
          "internal_error");

  private Errors() {}

  static Map<String, Schema<?>> schemas() {
    return Map.of(
        "Error",
        Shapes.object(shape()),
        "RateLimitError",
        Shapes.object(
            Stream.concat(
                    Stream.of(shape()),
                    Stream.of(
                        must("limit", count(), "What the limit is."),
                        must("window", words(List.of("minute", "hour")), "Per which time."),
                        must("retry_after", count(), "Seconds after which a retry would succeed.")))
                .toArray(Field[]::new)));
  }

  private static Field[] shape() {
    return new Field[] {
      must("error", words(CLASSES), "The class of the error; it follows from the status."),
      must("code", text(), "Stable and specific."),
      must("message", text(), "For people. Never repeats what was sent."),
      may("param", text(), "The field or header that is wrong, e.g. `messages[0].role`.")
    };
  }
}
