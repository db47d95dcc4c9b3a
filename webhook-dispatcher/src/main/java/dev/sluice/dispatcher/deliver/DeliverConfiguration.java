package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.schedule.BreakerBounds;
import dev.sluice.dispatcher.schedule.DeliveryScheduler;
import dev.sluice.dispatcher.send.Sender;
import dev.sluice.egress.EgressPolicy;
import dev.sluice.lease.LeaseProperties;
import dev.sluice.lease.WorkerLease;
import dev.sluice.secret.SecretBox;
import dev.sluice.secret.SecretProperties;
import dev.sluice.webhooks.WebhookProperties;
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

/** Configures claiming, sending and settling. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  WebhookProperties.class,
  LeaseProperties.class,
  SecretProperties.class
})
public class DeliverConfiguration {

  private final SecureRandom random = new SecureRandom();

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

  @Bean(destroyMethod = "close")
  Sender sender(WebhookProperties properties, Clock clock) {
    WebhookProperties.Send send = properties.send();
    return new Sender(
        new Sender.Settings(
            new EgressPolicy(properties.egress()),
            send.connectTimeout(),
            send.deadline(),
            send.permits()),
        clock);
  }

  @Bean
  DeliveryScheduler.Bounds schedulerBounds(WebhookProperties properties) {
    return new DeliveryScheduler.Bounds(
        properties.send().permits(), properties.send().permitsPerEndpoint());
  }

  @Bean
  BreakerBounds breakerBounds() {
    return BreakerBounds.DEFAULT;
  }

  @Bean
  DeliveryScheduler scheduler(
      JdbcTemplate jdbc,
      DeliveryScheduler.Bounds bounds,
      BreakerBounds breaker,
      WebhookProperties properties,
      MeterRegistry meters) {
    return new DeliveryScheduler(
        jdbc, bounds, breaker, properties.queue().pollEvery(), meters, System::nanoTime);
  }

  // Closed by the dispatcher.
  @Bean(destroyMethod = "")
  WorkerLease workerLease(JdbcTemplate jdbc, LeaseProperties properties) {
    String host = ManagementFactory.getRuntimeMXBean().getName();
    return new WorkerLease(jdbc, properties, "webhook-dispatcher", host, System::nanoTime);
  }

  // Closed by the dispatcher.
  @Bean(destroyMethod = "")
  Settler settler(Settlements settlements, MeterRegistry meters) {
    Settler settler = new Settler(settlements, random);
    meters.gauge("sluice.webhooks.settle.queued", settler, Settler::queued);
    return settler;
  }

  @Bean
  AttemptRunner attempts(
      SecretProperties secrets,
      Sender sender,
      WebhookProperties properties,
      Settler settler,
      MeterRegistry meters,
      Clock clock) {
    return new AttemptRunner(
        new RequestBuilder(new SecretBox(secrets, random), version()),
        sender,
        new RetrySchedule(properties.retryDelays(), random),
        settler,
        new AttemptLog(meters),
        clock);
  }

  /** From the jar's manifest. */
  private static String version() {
    String version = DeliverConfiguration.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  @Bean
  Dispatcher dispatcher(
      WebhookProperties properties,
      WorkerLease lease,
      DeliveryQueue deliveries,
      DeliveryScheduler scheduler,
      AttemptRunner attempts,
      Settler settler,
      MeterRegistry meters) {
    Dispatcher dispatcher =
        new Dispatcher(properties, lease, deliveries, scheduler, attempts, settler);
    meters.gauge("sluice.webhooks.attempts.running", dispatcher, Dispatcher::runningAttempts);
    return dispatcher;
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  Maintenance maintenance(
      DeliveryQueue deliveries,
      Settlements settlements,
      JdbcTemplate jdbc,
      DueSignal due,
      WebhookProperties properties,
      MeterRegistry meters) {
    return new Maintenance(
        deliveries, settlements, new Sweeps(jdbc, meters), due, properties.queue(), meters);
  }
}
