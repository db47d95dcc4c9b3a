package dev.sluice.api;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;

/** The api service. Only this package and its subpackages are scanned. */
@SpringBootApplication(
    // ErrorValve reports errors outside of controllers; AccessTokens reads access tokens.
    exclude = {
      ErrorMvcAutoConfiguration.class,
      UserDetailsServiceAutoConfiguration.class,
      OAuth2ResourceServerAutoConfiguration.class
    })
@ConfigurationPropertiesScan
@EntityScan
@EnableJpaRepositories
public class ApiApplication {

  public static void main(String[] args) {
    builder().run(args);
  }

  /** The application as {@link #main} runs it; callers may add properties. */
  public static SpringApplicationBuilder builder() {
    return new SpringApplicationBuilder(ApiApplication.class)
        .properties("spring.config.name=application,sluice-api");
  }
}
