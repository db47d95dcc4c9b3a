package dev.sluice.dispatcher.replay;

import dev.sluice.dispatcher.deliver.DueDeliveries;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires what carries replays out. */
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
    ReplayTasks tasks = new ReplayTasks(jdbc, properties);
    ReplayStep step = new ReplayStep(tasks, new ReplayRange(jdbc), properties.maxLooked());
    return new ReplayRunner(
        tasks, step, new TransactionTemplate(transactions), properties, due, meters);
  }
}
