package dev.sluice.api.http.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.springframework.http.HttpHeaders;

/**
 * The credentials of a request. {@code X-API-Key} takes precedence over {@code Authorization}; the
 * query is ignored.
 */
sealed interface Credentials {

  /** Neither header is present. */
  record None() implements Credentials {}

  /** From {@code X-API-Key}. */
  record Key(String text) implements Credentials {}

  /** From {@code Authorization: Bearer}: an API key or an access token. */
  record Bearer(String text) implements Credentials {}

  /** Another scheme, an empty header, or the same header twice. */
  record Unusable() implements Credentials {}

  static Credentials of(HttpServletRequest request) {
    List<String> keys = values(request, "X-API-Key");
    if (!keys.isEmpty()) {
      return keys.size() == 1 ? new Key(keys.getFirst()) : new Unusable();
    }
    List<String> authorizations = values(request, HttpHeaders.AUTHORIZATION);
    if (authorizations.isEmpty()) {
      return new None();
    }
    String scheme = "Bearer ";
    return authorizations.size() == 1
            && authorizations.getFirst().regionMatches(true, 0, scheme, 0, scheme.length())
        ? new Bearer(authorizations.getFirst().substring(scheme.length()).strip())
        : new Unusable();
  }

  private static List<String> values(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header)).stream().map(String::strip).toList();
  }
}
