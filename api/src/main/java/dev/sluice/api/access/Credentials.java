package dev.sluice.api.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** What a request shows to prove who is calling. */
final class Credentials {

  private static final String KEY_HEADER = "X-API-Key";
  private static final String BEARER = "Bearer ";
  private static final int MAX_LENGTH = 512;

  private Credentials() {}

  /** The API key, from {@code X-API-Key} or else {@code Authorization: Bearer}; empty for none. */
  static Optional<String> apiKey(HttpServletRequest request) {
    return Optional.ofNullable(request.getHeader(KEY_HEADER))
        .or(() -> bearer(request.getHeader(HttpHeaders.AUTHORIZATION)))
        .map(String::strip);
  }

  /** Whether it could be a key at all; what could not is not looked up. */
  static boolean isPlausible(String key) {
    return !key.isEmpty() && key.length() <= MAX_LENGTH;
  }

  private static Optional<String> bearer(@Nullable String header) {
    if (header == null) {
      return Optional.empty();
    }
    // Another scheme is a credential that is not known, and never nothing.
    return Optional.of(
        header.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? header.substring(BEARER.length())
            : "");
  }
}
