package dev.sluice.api.http.access;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.util.StringUtils;

/**
 * The issuer whose access tokens are accepted.
 *
 * @param issuer what their {@code iss} must be; absent where only the key set is configured
 * @param keySet the URI of the keys; absent to take it from the issuer's metadata
 * @param audiences one must be in their {@code aud}; never empty
 * @param algorithms the accepted signature algorithms; none is symmetric
 */
record TrustedIssuer(
    @Nullable URI issuer,
    @Nullable URI keySet,
    Set<String> audiences,
    Set<SignatureAlgorithm> algorithms) {

  private static final String PREFIX = "spring.security.oauth2.resourceserver.jwt.";

  TrustedIssuer {
    audiences = Set.copyOf(audiences);
    algorithms = Set.copyOf(algorithms);
  }

  /**
   * From Boot's properties; empty where they name no issuer.
   *
   * @throws IllegalArgumentException where they name one without an audience, or something
   *     unsupported
   */
  static Optional<TrustedIssuer> of(OAuth2ResourceServerProperties properties) {
    OAuth2ResourceServerProperties.Jwt jwt = properties.getJwt();
    check(jwt.getPublicKeyLocation() == null, "public-key-location", "is not supported");
    URI issuer = uri("issuer-uri", jwt.getIssuerUri());
    URI keySet = uri("jwk-set-uri", jwt.getJwkSetUri());
    if (issuer == null && keySet == null) {
      return Optional.empty();
    }
    Set<String> audiences =
        new HashSet<>(jwt.getAudiences().stream().filter(StringUtils::hasText).toList());
    check(!audiences.isEmpty(), "audiences", "must name the audience of accepted tokens");
    return Optional.of(
        new TrustedIssuer(issuer, keySet, audiences, algorithms(jwt.getJwsAlgorithms())));
  }

  /** For logs and metadata. */
  String name() {
    return String.valueOf(issuer == null ? keySet : issuer);
  }

  private static Set<SignatureAlgorithm> algorithms(List<String> names) {
    Set<SignatureAlgorithm> algorithms = new HashSet<>();
    for (String name : names) {
      SignatureAlgorithm algorithm = SignatureAlgorithm.from(name);
      check(algorithm != null, "jws-algorithms", "must be asymmetric ones, as RS256 or ES256");
      algorithms.add(algorithm);
    }
    check(!algorithms.isEmpty(), "jws-algorithms", "must name at least one");
    return algorithms;
  }

  private static @Nullable URI uri(String name, @Nullable String value) {
    if (!StringUtils.hasText(value)) {
      return null;
    }
    URI uri = URI.create(value.strip());
    check(
        uri.getHost() != null
            && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme())),
        name,
        "must be an absolute http or https URI");
    return uri;
  }

  private static void check(boolean holds, String name, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(PREFIX + name + " " + rule);
    }
  }
}
