package dev.sluice.dispatcher.replay;

import dev.sluice.dispatcher.deliver.DueSignal;
import dev.sluice.webhooks.WebhookProperties;
import dev.sluice.webhooks.replay.ReplaySteps;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** Configures the processing of replays. */
@Configuration(proxyBeanMethods = false)
public class ReplayConfiguration {

  @Bean
  ReplayRunner replayRunner(
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions,
      WebhookProperties properties,
      DueSignal due,
      MeterRegistry meters) {
    ReplaySteps steps = new ReplaySteps(jdbc, transactions, properties.replay());
    return new ReplayRunner(steps, properties.replay(), due, meters);
  }
}
