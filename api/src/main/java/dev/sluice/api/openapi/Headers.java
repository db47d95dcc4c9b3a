package dev.sluice.api.openapi;

import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.responses.ApiResponse;
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

  static void add(ApiResponse response, List<String> names) {
    for (String name : names) {
      response.addHeaderObject(name, new Header().$ref("#/components/headers/" + name));
    }
  }

  /** Headers that some errors of this status have. */
  static List<String> ofErrors(String method, int status) {
    return switch (status) {
      case 401, 403 -> List.of("WWW-Authenticate");
      case 406 -> List.of("Accept");
      case 415 -> method.equals("PATCH") ? List.of("Accept", "Accept-Patch") : List.of("Accept");
      // A 502 passes the provider's advice on.
      case 429, 502, 503 -> List.of("Retry-After", "x-should-retry");
      default -> List.of();
    };
  }
}
