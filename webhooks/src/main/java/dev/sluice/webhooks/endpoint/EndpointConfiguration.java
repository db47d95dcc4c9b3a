package dev.sluice.webhooks.endpoint;

import dev.sluice.secret.SecretBox;
import dev.sluice.webhooks.WebhookProperties;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Configures the management of endpoints; requires JPA. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebhookProperties.class)
@EntityScan(basePackageClasses = EndpointConfiguration.class)
@EnableJpaRepositories(basePackageClasses = EndpointConfiguration.class)
public class EndpointConfiguration {

  @Bean
  EndpointTransactions endpointTransactions(
      EndpointRows rows, TransactionTemplate transactions, Clock clock) {
    return new EndpointTransactions(rows, transactions, clock);
  }

  @Bean
  SigningSecrets signingSecrets(
      EndpointTransactions transactions, SecretRows rows, SecretBox box, SecureRandom random) {
    return new SigningSecrets(transactions, rows, box, random);
  }

  @Bean
  Endpoints endpoints(
      EndpointTransactions transactions,
      SigningSecrets secrets,
      JdbcTemplate jdbc,
      WebhookProperties properties) {
    return new Endpoints(transactions, secrets, jdbc, properties.maxEndpoints());
  }

  @Bean
  TestDeliveries testDeliveries(EndpointTransactions transactions, JdbcTemplate jdbc) {
    return new TestDeliveries(transactions, jdbc);
  }
}
