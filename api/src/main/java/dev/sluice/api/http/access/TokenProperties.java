package dev.sluice.api.http.access;

import dev.sluice.api.keys.Scope;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How access tokens are read. Whose tokens they are is said by Boot's {@code
 * spring.security.oauth2.resourceserver.jwt.*}; see {@link TrustedIssuer}.
 *
 * @param tenantClaim the claim that names the tenant; a token without it is worth nothing
 * @param tenantPrefix put before that name. The tenant is the same as an API key's of the resulting
 *     name, so give one where those who get tokens can choose their claim
 * @param scopes what a token may grant; others in it are ignored
 * @param clockSkew how long after its expiry, or before its time, a token still works, at most 5
 *     min
 * @param keysRecheckAfter how long the issuer's keys are used without asking again, at least 10 s:
 *     a key that the issuer has withdrawn works on for that long. A new key is asked for when a
 *     token names it
 * @param keysTrustWhileAway how long they are used while the issuer is away, counted from when it
 *     last told them; more than {@code keysRecheckAfter}
 * @param keysAskedEvery tokens that name unknown keys make this process ask the issuer at most
 *     twice in this time; less than {@code keysRecheckAfter}
 */
record TokenProperties(
    @DefaultValue("sub") String tenantClaim,
    @DefaultValue("") String tenantPrefix,
    @DefaultValue({"jobs:read", "jobs:write", "chat", "admin"}) Set<Scope> scopes,
    @DefaultValue("30s") Duration clockSkew,
    @DefaultValue("5m") Duration keysRecheckAfter,
    @DefaultValue("1h") Duration keysTrustWhileAway,
    @DefaultValue("5s") Duration keysAskedEvery) {

  static final Duration MIN_RECHECK = Duration.ofSeconds(10);
  private static final Duration MAX_SKEW = Duration.ofMinutes(5);

  TokenProperties {
    scopes = Set.copyOf(scopes);
    check(!tenantClaim.isBlank(), "tenant-claim must not be blank");
    check(
        !clockSkew.isNegative() && clockSkew.compareTo(MAX_SKEW) <= 0,
        "clock-skew must be 0s to 5m");
    check(keysRecheckAfter.compareTo(MIN_RECHECK) >= 0, "keys-recheck-after must be at least 10s");
    check(
        keysTrustWhileAway.compareTo(keysRecheckAfter) > 0,
        "keys-trust-while-away must be more than keys-recheck-after");
    check(
        keysAskedEvery.isPositive() && keysAskedEvery.compareTo(keysRecheckAfter) < 0,
        "keys-asked-every must be positive and less than keys-recheck-after");
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("sluice.security.oauth2." + rule);
    }
  }
}
