package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.schedule.DeliveryScheduler;
import dev.sluice.dispatcher.send.Sender;
import dev.sluice.egress.EgressPolicy;
import dev.sluice.lease.LeaseProperties;
import dev.sluice.lease.WorkerLease;
import dev.sluice.secret.SecretBox;
import dev.sluice.secret.SecretProperties;
import dev.sluice.webhooks.WebhookProperties;
import dev.sluice.webhooks.delivery.RetrySchedule;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Beans for claiming, sending and settling. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  WebhookProperties.class,
  LeaseProperties.class,
  SecretProperties.class
})
class DeliverConfiguration {

  @Bean
  SecureRandom random() {
    return new SecureRandom();
  }

  @Bean
  SecretBox secretBox(SecretProperties properties, SecureRandom random) {
    return new SecretBox(properties, random);
  }

  @Bean
  RetrySchedule retrySchedule(WebhookProperties properties, SecureRandom random) {
    return new RetrySchedule(properties.retryDelays(), random);
  }

  @Bean
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
  DeliveryScheduler scheduler(
      JdbcTemplate jdbc,
      DeliveryScheduler.Bounds bounds,
      WebhookProperties properties,
      MeterRegistry meters) {
    return new DeliveryScheduler(jdbc, bounds, properties.queue().pollEvery(), meters);
  }

  // Closed by the dispatcher.
  @Bean(destroyMethod = "")
  WorkerLease workerLease(JdbcTemplate jdbc, LeaseProperties properties) {
    String host = ManagementFactory.getRuntimeMXBean().getName();
    return new WorkerLease(jdbc, properties, "webhook-dispatcher", host, System::nanoTime);
  }
}
