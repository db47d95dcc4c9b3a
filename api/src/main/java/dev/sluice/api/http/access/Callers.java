package dev.sluice.api.http.access;

import dev.sluice.api.keys.KeyAnswer;
import dev.sluice.api.keys.KeyLookup;
import dev.sluice.api.keys.Scope;
import dev.sluice.job.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Finds out who is calling, mostly from memory. In {@code Authorization: Bearer}, what begins like
 * an issued key is looked up as one, and all else but the bootstrap key is read as an access token:
 * neither is ever tried as the other.
 */
@Component
final class Callers {

  private static final Caller ANONYMOUS =
      new Caller(
          new TenantId("anonymous"),
          Set.of(Scope.JOBS_READ, Scope.JOBS_WRITE, Scope.CHAT),
          Caller.DEFAULT_LIMITS);

  private final KeyLookup keys;
  private final AccessTokens tokens;
  private final AccessProperties properties;
  private final Caller admin;

  Callers(KeyLookup keys, AccessTokens tokens, AccessProperties properties) {
    this.keys = keys;
    this.tokens = tokens;
    this.properties = properties;
    this.admin = new Caller(properties.admin(), EnumSet.allOf(Scope.class), Caller.DEFAULT_LIMITS);
  }

  Identification identify(HttpServletRequest request) {
    return switch (Credentials.of(request)) {
      case Credentials.None() -> withoutCredentials();
      case Credentials.Unusable() -> new Identification.Refused();
      case Credentials.Key(String text) -> byKey(text);
      case Credentials.Bearer(String text) when isAdminKey(text) || KeyLookup.looksIssued(text) ->
          byKey(text);
      case Credentials.Bearer(String text) -> tokens.identify(text);
    };
  }

  private Identification byKey(String key) {
    if (isAdminKey(key)) {
      return new Identification.Known(admin);
    }
    return switch (keys.find(key)) {
      case KeyAnswer.Granted(var grant) ->
          new Identification.Known(new Caller(grant.tenant(), grant.scopes(), grant.limits()));
      case KeyAnswer.Unknown() -> new Identification.Refused();
      case KeyAnswer.Unavailable() -> new Identification.Unavailable();
    };
  }

  /** In a time that does not depend on how much of the key is right. */
  private boolean isAdminKey(String key) {
    return !properties.adminKey().isEmpty()
        && MessageDigest.isEqual(utf8(properties.adminKey()), utf8(key));
  }

  private Identification withoutCredentials() {
    return switch (properties.anonymous()) {
      case ALLOW -> new Identification.Known(ANONYMOUS);
      case DENY -> new Identification.Missing();
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
