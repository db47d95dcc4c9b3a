package dev.sluice.api;

import dev.sluice.egress.EgressConfiguration;
import dev.sluice.outbox.Outbox;
import dev.sluice.receipt.ReceiptProperties;
import dev.sluice.receipt.Receipts;
import dev.sluice.secret.SecretBox;
import dev.sluice.secret.SecretProperties;
import dev.sluice.webhooks.WebhookProperties;
import dev.sluice.webhooks.delivery.DeliveryLog;
import dev.sluice.webhooks.endpoint.Endpoints;
import dev.sluice.webhooks.endpoint.SigningSecrets;
import dev.sluice.webhooks.endpoint.TestDeliveries;
import dev.sluice.webhooks.replay.Replays;
import dev.sluice.wire.Json;
import dev.sluice.wire.TopicConfiguration;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Beans that several features share. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties({
  ReceiptProperties.class,
  SecretProperties.class,
  WebhookProperties.class
})
@Import({
  TopicConfiguration.class,
  EgressConfiguration.class,
  SigningSecrets.class,
  Endpoints.class,
  TestDeliveries.class,
  DeliveryLog.class,
  Replays.class
})
class ApiConfiguration {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  /** Responses use the same JSON conventions as records and events. */
  @Bean
  JsonMapper jsonMapper() {
    return Json.mapper();
  }

  @Bean
  SecureRandom random() {
    return new SecureRandom();
  }

  @Bean
  Receipts receipts(ReceiptProperties properties, Clock clock, SecureRandom random) {
    return new Receipts(properties, clock, random);
  }

  @Bean
  SecretBox secretBox(SecretProperties properties, SecureRandom random) {
    return new SecretBox(properties, random);
  }

  @Bean
  Outbox outbox(JdbcTemplate jdbc) {
    return new Outbox(jdbc);
  }

  @Bean
  TransactionTemplate transactions(PlatformTransactionManager manager) {
    return new TransactionTemplate(manager);
  }
}
