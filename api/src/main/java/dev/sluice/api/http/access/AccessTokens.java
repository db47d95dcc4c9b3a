package dev.sluice.api.http.access;

import com.nimbusds.jose.KeySourceException;
import dev.sluice.api.keys.Scope;
import dev.sluice.job.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Tells who an OAuth2 access token (a signed JWT, RFC 9068 or like it) stands for. Its limits are
 * the defaults: no claim changes them.
 */
final class AccessTokens {

  private static final Logger log = LoggerFactory.getLogger(AccessTokens.class);

  private final @Nullable JwtDecoder decoder;
  private final TokenProperties properties;

  /**
   * @param decoder absent for nobody's tokens
   */
  AccessTokens(@Nullable JwtDecoder decoder, TokenProperties properties) {
    this.decoder = decoder;
    this.properties = properties;
  }

  Identification identify(String token) {
    if (decoder == null) {
      return new Identification.Refused();
    }
    try {
      return caller(decoder.decode(token));
    } catch (JwtException e) {
      log.debug("an access token was not accepted: {}", e.getMessage());
      return isIssuerAway(e) ? new Identification.Unavailable() : new Identification.Refused();
    }
  }

  private static boolean isIssuerAway(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof KeySourceException) {
        return true;
      }
    }
    return false;
  }

  private Identification caller(Jwt token) {
    return tenant(token)
        .<Identification>map(tenant ->
            new Identification.Known(new Caller(tenant, scopes(token), Caller.DEFAULT_LIMITS)))
        .orElseGet(Identification.Refused::new);
  }

  private Optional<TenantId> tenant(Jwt token) {
    if (!(token.getClaims().get(properties.tenantClaim()) instanceof String name)
        || name.isBlank()
        || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new TenantId(properties.tenantPrefix() + name));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
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
