package dev.sluice.api.http.access;

import dev.sluice.api.http.access.AccessProperties.Anonymous;
import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.keys.KeyAnswer;
import dev.sluice.api.keys.KeyLookup;
import dev.sluice.api.keys.Limits;
import dev.sluice.api.keys.Scope;
import dev.sluice.job.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Identifies callers, mostly from memory. A bearer credential that looks like an issued key is
 * looked up as one; any other but the bootstrap key is read as an access token. Neither is ever
 * tried as the other.
 */
@Component
final class Callers {

  private static final Caller ANONYMOUS =
      new Caller(
          new TenantId("anonymous"),
          Set.of(Scope.JOBS_READ, Scope.JOBS_WRITE, Scope.CHAT),
          Limits.DEFAULT);

  private final KeyLookup keys;
  private final AccessTokens tokens;
  private final AccessProperties properties;
  private final Caller admin;

  Callers(KeyLookup keys, AccessTokens tokens, AccessProperties properties) {
    this.keys = keys;
    this.tokens = tokens;
    this.properties = properties;
    this.admin = new Caller(properties.admin(), EnumSet.allOf(Scope.class), Limits.DEFAULT);
  }

  /**
   * The caller; absent where the request has no credentials and needs some.
   *
   * @throws ApiException 401 for credentials that are not valid, 503 while they cannot be verified
   */
  @Nullable Caller identify(HttpServletRequest request) {
    return switch (Credentials.of(request)) {
      case Credentials.None() -> properties.anonymous() == Anonymous.ALLOW ? ANONYMOUS : null;
      case Credentials.Unusable() -> throw ErrorCode.INVALID_CREDENTIALS.exception();
      case Credentials.Key(String text) -> byKey(text);
      case Credentials.Bearer(String text) when isAdminKey(text) || KeyLookup.looksIssued(text) ->
          byKey(text);
      case Credentials.Bearer(String text) -> tokens.identify(text);
    };
  }

  private Caller byKey(String key) {
    if (isAdminKey(key)) {
      return admin;
    }
    return switch (keys.find(key)) {
      case KeyAnswer.Granted(var grant) ->
          new Caller(grant.tenant(), grant.scopes(), grant.limits());
      case KeyAnswer.Unknown() -> throw ErrorCode.INVALID_CREDENTIALS.exception();
      case KeyAnswer.Unavailable() -> throw ErrorCode.AUTHENTICATION_UNAVAILABLE.exception();
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
