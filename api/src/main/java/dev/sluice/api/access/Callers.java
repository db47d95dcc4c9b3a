package dev.sluice.api.access;

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

/** Finds out who is calling. */
@Component
final class Callers {

  private static final Caller ANONYMOUS =
      new Caller(
          new TenantId("anonymous"),
          Set.of(Scope.JOBS_READ, Scope.JOBS_WRITE, Scope.CHAT),
          Caller.DEFAULT_LIMITS);

  private final KeyLookup keys;
  private final AccessProperties properties;
  private final Caller admin;

  Callers(KeyLookup keys, AccessProperties properties) {
    this.keys = keys;
    this.properties = properties;
    this.admin = new Caller(properties.admin(), EnumSet.allOf(Scope.class), Caller.DEFAULT_LIMITS);
  }

  Identification identify(HttpServletRequest request) {
    return Credentials.apiKey(request).map(this::byKey).orElseGet(this::withoutCredentials);
  }

  private Identification byKey(String key) {
    if (isAdminKey(key)) {
      return new Identification.Known(admin);
    }
    if (!Credentials.isPlausible(key)) {
      return new Identification.Refused();
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
