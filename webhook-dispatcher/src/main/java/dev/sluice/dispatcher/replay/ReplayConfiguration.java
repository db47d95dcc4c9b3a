package dev.sluice.dispatcher.replay;

import dev.sluice.dispatcher.deliver.DueDeliveries;
import dev.sluice.webhooks.replay.ReplaySteps;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** Wires the execution of replays. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ReplayProperties.class)
public class ReplayConfiguration {

  @Bean
  ReplayRunner replayRunner(
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions,
      ReplayProperties properties,
      DueDeliveries due,
      MeterRegistry meters) {
    ReplaySteps.Pace pace =
        new ReplaySteps.Pace(properties.perSecond(), properties.maxDue(), properties.maxLooked());
    return new ReplayRunner(new ReplaySteps(jdbc, transactions, pace), properties, due, meters);
  }
}
