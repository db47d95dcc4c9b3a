package dev.sluice.api.http.errors;

import dev.sluice.api.raw.RawRequest;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of bad requests, and what must be answered.
 *
 * @param name what is wrong with it
 * @param endpoint the mapping that it needs to be there, e.g. {@code POST /v1/jobs}; empty where it
 *     is refused whatever is mapped
 * @param code the error's code
 * @param param the error's param; null where it must have none
 */
record BadRequest(
    String name,
    String endpoint,
    RawRequest request,
    int status,
    String code,
    @Nullable String param) {

  /** What no answer may hold: see the requests' bodies. */
  static final String LEAK = "LEAKED-PROMPT";

  private static final Map<Integer, String> CLASSES =
      Map.ofEntries(
          Map.entry(401, "authentication_error"),
          Map.entry(403, "permission_denied"),
          Map.entry(404, "not_found"),
          Map.entry(409, "conflict"),
          Map.entry(429, "rate_limit_exceeded"),
          Map.entry(502, "provider_error"),
          Map.entry(503, "service_unavailable"),
          Map.entry(504, "provider_timeout"));
  private static final Set<Integer> INVALID =
      Set.of(400, 405, 406, 408, 413, 414, 415, 417, 422, 431);

  static BadRequest any(String name, RawRequest request, int status, String code) {
    return new BadRequest(name, "", request, status, code, null);
  }

  /** Needs this endpoint to be mapped. */
  BadRequest of(String mapping) {
    return new BadRequest(name, mapping, request, status, code, param);
  }

  /** The class that the contract gives to the status. */
  String error() {
    String error = INVALID.contains(status) ? "invalid_request" : CLASSES.get(status);
    if (error == null) {
      throw new IllegalArgumentException("the contract has no class for " + status);
    }
    return error;
  }

  @Override
  public String toString() {
    return endpoint + " " + name;
  }
}
