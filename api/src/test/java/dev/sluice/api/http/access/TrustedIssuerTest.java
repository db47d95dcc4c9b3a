package dev.sluice.api.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;

class TrustedIssuerTest {

  @Test
  void nobodyIsTrustedUnlessNamed() {
    assertThat(TrustedIssuer.of(new OAuth2ResourceServerProperties())).isEmpty();
    assertThat(TrustedIssuer.of(with(jwt -> jwt.setIssuerUri(" ")))).isEmpty();
  }

  @Test
  void anIssuerIsTrustedForItsAudienceAndRs256() {
    TrustedIssuer issuer =
        TrustedIssuer.of(
                with(jwt -> {
                  jwt.setIssuerUri("https://issuer.test/realm");
                  jwt.setAudiences(List.of("sluice"));
                }))
            .orElseThrow();
    assertThat(issuer.issuer()).isEqualTo(URI.create("https://issuer.test/realm"));
    assertThat(issuer.keySet()).isNull();
    assertThat(issuer.audiences()).containsExactly("sluice");
    assertThat(issuer.algorithms()).containsExactly(SignatureAlgorithm.RS256);
  }

  @Test
  void aConfigurationThatWouldTrustTooMuchFailsTheStart() {
    assertRefused("audiences", jwt -> jwt.setIssuerUri("https://issuer.test"));
    assertRefused("audiences", jwt -> jwt.setJwkSetUri("https://issuer.test/keys"));
    assertRefused(
        "audiences",
        jwt -> {
          jwt.setIssuerUri("https://issuer.test");
          jwt.setAudiences(List.of(" "));
        });
    for (String algorithm : List.of("HS256", "none", "NONE", "")) {
      assertRefused(
          "jws-algorithms",
          jwt -> {
            jwt.setIssuerUri("https://issuer.test");
            jwt.setAudiences(List.of("sluice"));
            jwt.setJwsAlgorithms(List.of("RS256", algorithm));
          });
    }
    assertRefused("issuer-uri", jwt -> jwt.setIssuerUri("issuer"));
    assertRefused("jwk-set-uri", jwt -> jwt.setJwkSetUri("file:///keys"));
    assertRefused(
        "public-key-location", jwt -> jwt.setPublicKeyLocation(new ByteArrayResource(new byte[1])));
  }

  private static void assertRefused(
      String property, Consumer<OAuth2ResourceServerProperties.Jwt> settings) {
    assertThatThrownBy(() -> TrustedIssuer.of(with(settings)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(property);
  }

  private static OAuth2ResourceServerProperties with(
      Consumer<OAuth2ResourceServerProperties.Jwt> settings) {
    OAuth2ResourceServerProperties properties = new OAuth2ResourceServerProperties();
    settings.accept(properties.getJwt());
    return properties;
  }
}
