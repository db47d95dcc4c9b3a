package dev.sluice.api.openapi;

import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Collection;
import java.util.List;

/** The use of the response headers of {@code frame.json}. */
final class Headers {

  static final List<String> LIMITS =
      List.of(
          "x-ratelimit-limit-requests",
          "x-ratelimit-limit-tokens",
          "x-ratelimit-remaining-requests",
          "x-ratelimit-remaining-tokens",
          "x-ratelimit-reset-requests",
          "x-ratelimit-reset-tokens");
  static final List<String> DEPRECATION = List.of("Deprecation", "Sunset", "Link");

  private Headers() {}

  static void add(ApiResponse response, Collection<String> names) {
    for (String name : names) {
      response.addHeaderObject(name, new Header().$ref("#/components/headers/" + name));
    }
  }
}
