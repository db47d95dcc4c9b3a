package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.pick.BreakerBounds;
import dev.sluice.dispatcher.pick.PickMeters;
import dev.sluice.dispatcher.pick.Picker;
import dev.sluice.dispatcher.send.SendSettings;
import dev.sluice.dispatcher.send.Sender;
import dev.sluice.egress.EgressPolicy;
import dev.sluice.lease.LeaseProperties;
import dev.sluice.lease.WorkerLease;
import dev.sluice.secret.SecretBox;
import dev.sluice.secret.SecretProperties;
import dev.sluice.webhooks.delivery.DeliveryQueue;
import dev.sluice.webhooks.delivery.RetrySchedule;
import dev.sluice.webhooks.delivery.Settlements;
import dev.sluice.webhooks.delivery.Sweeps;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

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
            new EgressPolicy(properties.egress()),
            properties.send().connectTimeout(),
            properties.send().deadline(),
            properties.send().permits()),
        clock);
  }

  @Bean
  DeliveryQueue deliveries(JdbcTemplate jdbc) {
    return new DeliveryQueue(jdbc);
  }

  @Bean
  Settlements settlements(
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions,
      WebhookProperties properties,
      MeterRegistry meters) {
    return new Settlements(jdbc, transactions, properties.disable(), meters);
  }

  // Closed by Dispatch, in its order.
  @Bean(destroyMethod = "")
  Settler settler(Settlements settlements) {
    return new Settler(settlements, random);
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
        properties.send().deadline(),
        new RetrySchedule(properties.retryDelays(), random),
        settler,
        new AttemptLog(meters),
        clock);
  }

  @Bean
  Picker.Bounds pickBounds(WebhookProperties properties) {
    return new Picker.Bounds(properties.send().permits(), properties.send().permitsPerEndpoint());
  }

  @Bean
  BreakerBounds breakerBounds() {
    return BreakerBounds.DEFAULT;
  }

  @Bean
  Picker picker(
      JdbcTemplate jdbc,
      Picker.Bounds bounds,
      BreakerBounds breaker,
      WebhookProperties properties,
      MeterRegistry meters) {
    return new Picker(
        jdbc,
        bounds,
        breaker,
        properties.queue().pollEvery(),
        new PickMeters(meters),
        System::nanoTime);
  }

  @Bean
  Dispatch dispatch(
      WebhookProperties properties,
      WorkerLease lease,
      DeliveryQueue deliveries,
      Picker picker,
      Attempts attempts,
      Settler settler,
      MeterRegistry meters) {
    Dispatch dispatch = new Dispatch(properties, lease, deliveries, picker, attempts, settler);
    meters.gauge("sluice.webhook.under.way", dispatch, Dispatch::underWay);
    meters.gauge("sluice.webhook.settle.queued", settler, Settler::queued);
    return dispatch;
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  Upkeep upkeep(
      DeliveryQueue deliveries,
      Settlements settlements,
      DueDeliveries due,
      JdbcTemplate jdbc,
      WebhookProperties properties,
      MeterRegistry meters) {
    Sweeping sweeping = new Sweeping(new Sweeps(jdbc), due, meters);
    return new Upkeep(deliveries, settlements, sweeping, properties.queue(), meters);
  }

  /** As the jar's manifest has it. */
  private static String version() {
    String version = DeliverConfiguration.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
