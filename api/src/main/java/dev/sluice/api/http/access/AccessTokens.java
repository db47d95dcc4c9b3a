package dev.sluice.api.http.access;

import com.nimbusds.jose.KeySourceException;
import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.keys.KeyLimits;
import dev.sluice.api.keys.Scope;
import dev.sluice.job.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Component;

/**
 * Identifies the caller of an OAuth2 access token, a signed JWT (RFC 9068). Its limits are the
 * defaults.
 */
@Component
final class AccessTokens {

  private static final Logger log = LoggerFactory.getLogger(AccessTokens.class);

  /** Absent where no issuer is trusted. */
  private final @Nullable JwtDecoder decoder;

  private final TokenProperties properties;

  AccessTokens(OAuth2ResourceServerProperties issuers, AccessProperties access, Clock clock) {
    this.properties = access.oauth2();
    this.decoder =
        TrustedIssuer.of(issuers)
            .map(issuer -> TokenDecoder.of(issuer, properties, clock))
            .orElse(null);
  }

  /**
   * The caller that the token names.
   *
   * @throws ApiException 401 for a token that is not accepted, 503 while the issuer is unavailable
   */
  Caller identify(String token) {
    if (decoder == null) {
      throw ErrorCode.INVALID_CREDENTIALS.exception();
    }
    try {
      Jwt decoded = decoder.decode(token);
      return new Caller(tenant(decoded), scopes(decoded), KeyLimits.DEFAULT);
    } catch (JwtException e) {
      log.debug("an access token was not accepted: {}", e.getMessage());
      throw isIssuerUnavailable(e)
          ? ErrorCode.AUTHENTICATION_UNAVAILABLE.exception()
          : ErrorCode.INVALID_CREDENTIALS.exception();
    }
  }

  private static boolean isIssuerUnavailable(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof KeySourceException) {
        return true;
      }
    }
    return false;
  }

  private TenantId tenant(Jwt token) {
    if (token.getClaims().get(properties.tenantClaim()) instanceof String name
        && !name.isBlank()
        && StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      try {
        return new TenantId(properties.tenantPrefix() + name);
      } catch (IllegalArgumentException _) {
        // Refused below.
      }
    }
    throw ErrorCode.INVALID_CREDENTIALS.exception();
  }

  /** From {@code scope} (RFC 9068), else {@code scp}: text with spaces between, or a list. */
  private Set<Scope> scopes(Jwt token) {
    Object claim = token.getClaims().getOrDefault("scope", token.getClaims().get("scp"));
    Stream<?> names =
        switch (claim) {
          case String text -> Arrays.stream(text.split(" ", -1));
          case Collection<?> list -> list.stream();
          case null, default -> Stream.empty();
        };
    return names
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .map(Scope::ofWireName)
        .flatMap(Optional::stream)
        .filter(properties.scopes()::contains)
        .collect(Collectors.toSet());
  }
}
