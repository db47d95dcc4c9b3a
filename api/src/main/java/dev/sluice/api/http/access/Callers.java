package dev.sluice.api.http.access;

import dev.sluice.api.http.access.AccessProperties.Anonymous;
import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.keys.KeyLimits;
import dev.sluice.api.keys.KeyLookup;
import dev.sluice.api.keys.Scope;
import dev.sluice.job.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Identifies callers, mostly from memory. A bearer credential that looks like an issued key is
 * looked up as one; any other but the bootstrap key is read as an access token. Neither is ever
 * tried as the other.
 */
@Component
final class Callers {

  private static final String API_KEY = "X-API-Key";
  private static final String BEARER = "Bearer ";

  private static final Caller ANONYMOUS =
      new Caller(
          new TenantId("anonymous"),
          Set.of(Scope.JOBS_READ, Scope.JOBS_WRITE, Scope.CHAT),
          KeyLimits.DEFAULT);

  private final KeyLookup keys;
  private final AccessTokens tokens;
  private final AccessProperties properties;
  private final Caller admin;

  Callers(KeyLookup keys, AccessTokens tokens, AccessProperties properties) {
    this.keys = keys;
    this.tokens = tokens;
    this.properties = properties;
    this.admin = new Caller(properties.admin(), EnumSet.allOf(Scope.class), KeyLimits.DEFAULT);
  }

  /**
   * The caller; absent where the request has no credentials and needs some. {@code X-API-Key} takes
   * precedence over {@code Authorization}; the query is ignored.
   *
   * @throws ApiException 401 for credentials that are not valid, 503 while they cannot be verified
   */
  @Nullable Caller identify(HttpServletRequest request) {
    String key = only(request, API_KEY);
    if (key != null) {
      return byKey(key);
    }
    String authorization = only(request, HttpHeaders.AUTHORIZATION);
    if (authorization == null) {
      return properties.anonymous() == Anonymous.ALLOW ? ANONYMOUS : null;
    }
    if (!isBearer(authorization)) {
      throw ErrorCode.INVALID_CREDENTIALS.exception();
    }
    String bearer = authorization.substring(BEARER.length()).strip();
    return isAdminKey(bearer) || KeyLookup.looksIssued(bearer)
        ? byKey(bearer)
        : tokens.identify(bearer);
  }

  /** Whether the request has a bearer token and no API key. */
  static boolean isBearer(HttpServletRequest request) {
    List<String> values = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
    return request.getHeader(API_KEY) == null
        && values.size() == 1
        && isBearer(values.getFirst().strip());
  }

  private static boolean isBearer(String authorization) {
    return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
  }

  /** The value of a header; null where it is absent. Refuses the same header twice. */
  private static @Nullable String only(HttpServletRequest request, String header) {
    Enumeration<String> values = request.getHeaders(header);
    if (!values.hasMoreElements()) {
      return null;
    }
    String value = values.nextElement();
    if (values.hasMoreElements()) {
      throw ErrorCode.INVALID_CREDENTIALS.exception();
    }
    return value.strip();
  }

  private Caller byKey(String key) {
    if (isAdminKey(key)) {
      return admin;
    }
    return switch (keys.find(key)) {
      case KeyLookup.Answer.Granted(var grant) ->
          new Caller(grant.tenant(), grant.scopes(), grant.limits());
      case KeyLookup.Answer.Unknown() -> throw ErrorCode.INVALID_CREDENTIALS.exception();
      case KeyLookup.Answer.Unavailable() -> throw ErrorCode.AUTHENTICATION_UNAVAILABLE.exception();
    };
  }

  /** In constant time. */
  private boolean isAdminKey(String key) {
    return !properties.adminKey().isEmpty()
        && MessageDigest.isEqual(utf8(properties.adminKey()), utf8(key));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
