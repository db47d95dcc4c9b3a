package dev.sluice.egress;

import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The checks of webhook URLs, for a service that accepts them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EgressProperties.class)
public class EgressConfiguration {

  private static final Duration DNS_LIMIT = Duration.ofSeconds(3);

  @Bean
  EgressPolicy egressPolicy(EgressProperties properties) {
    return new EgressPolicy(properties);
  }

  @Bean(destroyMethod = "close")
  BoundedLookup egressLookup() {
    return new BoundedLookup(NameService.ofSystem(), DNS_LIMIT);
  }

  @Bean
  RegistrationCheck registrationCheck(EgressPolicy policy, BoundedLookup lookup) {
    return new RegistrationCheck(policy, lookup);
  }
}
