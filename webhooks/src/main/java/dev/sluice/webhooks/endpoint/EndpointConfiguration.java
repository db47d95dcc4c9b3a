package dev.sluice.webhooks.endpoint;

import dev.sluice.secret.SecretBox;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires the management of endpoints; needs JPA. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EndpointProperties.class)
@EntityScan(basePackageClasses = EndpointConfiguration.class)
@EnableJpaRepositories(basePackageClasses = EndpointConfiguration.class)
public class EndpointConfiguration {

  @Bean
  OwnEndpoints ownEndpoints(EndpointRows rows, TransactionTemplate transactions, Clock clock) {
    return new OwnEndpoints(rows, transactions, clock);
  }

  @Bean
  Keyring keyring(SecretRows rows, SecretBox box, SecureRandom random) {
    return new Keyring(rows, box, random);
  }

  @Bean
  Endpoints endpoints(
      OwnEndpoints own,
      EndpointRows rows,
      Keyring keyring,
      JdbcTemplate jdbc,
      EndpointProperties properties) {
    return new Endpoints(own, rows, keyring, jdbc, properties);
  }

  @Bean
  SigningSecrets signingSecrets(OwnEndpoints own, Keyring keyring) {
    return new SigningSecrets(own, keyring);
  }

  @Bean
  TestDeliveries testDeliveries(OwnEndpoints own, JdbcTemplate jdbc) {
    return new TestDeliveries(own, jdbc);
  }
}
