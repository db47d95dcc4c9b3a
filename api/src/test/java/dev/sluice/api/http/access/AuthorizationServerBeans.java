package dev.sluice.api.http.access;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;

/** The parts of {@link AuthorizationServer}. No component, so that the api does not find it. */
@ImportAutoConfiguration({
  TomcatServletWebServerAutoConfiguration.class,
  DispatcherServletAutoConfiguration.class,
  WebMvcAutoConfiguration.class,
  SecurityAutoConfiguration.class,
  ServletWebSecurityAutoConfiguration.class,
  SecurityFilterAutoConfiguration.class
})
class AuthorizationServerBeans {

  @Bean
  SecurityFilterChain authorizationServer(HttpSecurity http) {
    return http.oauth2AuthorizationServer(Customizer.withDefaults())
        .authorizeHttpRequests(rules -> rules.anyRequest().authenticated())
        .build();
  }

  /** The default one would hash the secret anew for every token, as slowly as it can. */
  @Bean
  PasswordEncoder plainSecrets() {
    return new PasswordEncoder() {
      @Override
      public String encode(@Nullable CharSequence secret) {
        return String.valueOf(secret);
      }

      @Override
      public boolean matches(@Nullable CharSequence secret, @Nullable String stored) {
        return String.valueOf(secret).equals(stored);
      }
    };
  }

  @Bean
  AuthorizationServerSettings settings() {
    return AuthorizationServerSettings.builder().build();
  }

  @Bean
  JWKSource<SecurityContext> keys(AuthorizationServer.Signing signing) {
    return (selector, _) -> selector.select(signing.keys());
  }

  @Bean
  OAuth2TokenCustomizer<JwtEncodingContext> claims(AuthorizationServer.Signing signing) {
    return context -> {
      context.getClaims().audience(List.of(AuthorizationServer.AUDIENCE));
      signing.claims().accept(context);
    };
  }
}
