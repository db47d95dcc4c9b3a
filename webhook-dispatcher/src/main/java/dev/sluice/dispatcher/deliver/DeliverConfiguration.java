package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.send.Reachable;
import dev.sluice.dispatcher.send.SendSettings;
import dev.sluice.dispatcher.send.Sender;
import dev.sluice.lease.LeaseProperties;
import dev.sluice.lease.WorkerLease;
import dev.sluice.secret.SecretBox;
import dev.sluice.secret.SecretProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Wires claiming, sending and settling. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  WebhookProperties.class,
  LeaseProperties.class,
  SecretProperties.class
})
public class DeliverConfiguration {

  private static final String KIND = "webhook-dispatcher";
  private final SecureRandom random = new SecureRandom();

  @Bean(destroyMethod = "close")
  Sender sender(WebhookProperties properties, Clock clock) {
    return new Sender(
        new SendSettings(
            Reachable.addresses(properties.allowLoopback(), properties.allowedAddresses()),
            properties.send().connectTimeout(),
            properties.send().deadline(),
            properties.send().permits()),
        clock);
  }

  @Bean
  Deliveries deliveries(JdbcTemplate jdbc) {
    return new Deliveries(jdbc);
  }

  // Closed by Dispatch, in its order.
  @Bean(destroyMethod = "")
  Settler settler(JdbcTemplate jdbc) {
    return new Settler(new Settlements(jdbc), random);
  }

  // Closed by Dispatch, in its order.
  @Bean(destroyMethod = "")
  WorkerLease workerLease(JdbcTemplate jdbc, LeaseProperties properties) {
    String host = ManagementFactory.getRuntimeMXBean().getName();
    return new WorkerLease(jdbc, properties, KIND, host, System::nanoTime);
  }

  @Bean
  Attempts attempts(
      SecretProperties secrets,
      Sender sender,
      WebhookProperties properties,
      Settler settler,
      MeterRegistry meters,
      Clock clock) {
    return new Attempts(
        new Posts(new SecretBox(secrets, random), version()),
        sender,
        new RetrySchedule(properties.retryDelays(), random),
        settler,
        new AttemptLog(meters),
        clock);
  }

  @Bean
  Dispatch dispatch(
      WebhookProperties properties,
      WorkerLease lease,
      Deliveries deliveries,
      Attempts attempts,
      Settler settler,
      MeterRegistry meters) {
    Dispatch dispatch = new Dispatch(properties, lease, deliveries, attempts, settler);
    meters.gauge("sluice.webhook.under.way", dispatch, Dispatch::underWay);
    meters.gauge("sluice.webhook.settle.queued", settler, Settler::queued);
    return dispatch;
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  Upkeep upkeep(
      Deliveries deliveries,
      DueDeliveries due,
      WebhookProperties properties,
      MeterRegistry meters) {
    return new Upkeep(deliveries, due, properties.queue().reapEvery(), meters);
  }

  /** As the jar's manifest has it. */
  private static String version() {
    String version = DeliverConfiguration.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
