package dev.sluice.api.http.access;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Validates access tokens (RFC 8725, RFC 9068). */
final class TokenDecoder {

  private TokenDecoder() {}

  static JwtDecoder of(TrustedIssuer issuer, TokenProperties properties, Clock clock) {
    NimbusJwtDecoder decoder =
        NimbusJwtDecoder.withJwkSource(new IssuerKeys(issuer, properties))
            .jwsAlgorithms(allowed -> allowed.addAll(issuer.algorithms()))
            .jwtProcessorCustomizer(processor ->
                processor.setJWSTypeVerifier(
                    new DefaultJOSEObjectTypeVerifier<>(
                        JOSEObjectType.JWT,
                        new JOSEObjectType("at+jwt"),
                        new JOSEObjectType("application/at+jwt"),
                        null)))
            .build();
    decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(rules(issuer, properties, clock)));
    return decoder;
  }

  private static List<OAuth2TokenValidator<Jwt>> rules(
      TrustedIssuer issuer, TokenProperties properties, Clock clock) {
    JwtTimestampValidator times = new JwtTimestampValidator(properties.clockSkew());
    times.setClock(clock);
    times.setAllowEmptyExpiryClaim(false);
    List<OAuth2TokenValidator<Jwt>> rules = new ArrayList<>();
    rules.add(times);
    rules.add(
        new JwtClaimValidator<List<String>>(
            JwtClaimNames.AUD,
            audience -> audience != null && !Collections.disjoint(issuer.audiences(), audience)));
    rules.add(TokenDecoder::unbound);
    URI name = issuer.issuer();
    if (name != null) {
      rules.add(new JwtIssuerValidator(name.toString()));
    }
    return rules;
  }

  /** Refuses tokens bound to a key (RFC 9449, RFC 8705), whose proof is not checked. */
  private static OAuth2TokenValidatorResult unbound(Jwt token) {
    return token.hasClaim("cnf")
        ? OAuth2TokenValidatorResult.failure(
            new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, "The token is bound to a key", null))
        : OAuth2TokenValidatorResult.success();
  }
}
