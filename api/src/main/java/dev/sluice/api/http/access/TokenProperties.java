package dev.sluice.api.http.access;

import dev.sluice.api.keys.Scope;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How access tokens are read. Boot's {@code spring.security.oauth2.resourceserver.jwt.*} names the
 * issuer; see {@link TrustedIssuer}.
 *
 * @param tenantClaim the claim that names the tenant; a token without it is refused
 * @param tenantPrefix put before that name. The tenant is the same as an API key's of the resulting
 *     name, so set a prefix where users can choose their claim
 * @param scopes the scopes that a token may grant; others in it are ignored
 * @param clockSkew tolerated around a token's validity, at most 5 min
 * @param keysRecheckAfter how long the issuer's keys are cached, at least 10 s; a withdrawn key is
 *     accepted that long. A token with an unknown key causes a fetch at once
 * @param keysTrustWhileUnavailable how long they are cached while the issuer is unavailable; more
 *     than {@code keysRecheckAfter}
 * @param minFetchInterval tokens with unknown keys cause at most two fetches in this time; less
 *     than {@code keysRecheckAfter}
 */
record TokenProperties(
    @DefaultValue("sub") String tenantClaim,
    @DefaultValue("") String tenantPrefix,
    @DefaultValue({"jobs:read", "jobs:write", "chat", "admin"}) Set<Scope> scopes,
    @DefaultValue("30s") Duration clockSkew,
    @DefaultValue("5m") Duration keysRecheckAfter,
    @DefaultValue("1h") Duration keysTrustWhileUnavailable,
    @DefaultValue("5s") Duration minFetchInterval) {

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
        keysTrustWhileUnavailable.compareTo(keysRecheckAfter) > 0,
        "keys-trust-while-unavailable must be more than keys-recheck-after");
    check(
        minFetchInterval.isPositive() && minFetchInterval.compareTo(keysRecheckAfter) < 0,
        "min-fetch-interval must be positive and less than keys-recheck-after");
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("sluice.security.oauth2." + rule);
    }
  }
}
