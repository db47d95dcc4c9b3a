package dev.sluice.dispatcher;

import dev.sluice.webhooks.delivery.DeliveryQueue;
import dev.sluice.webhooks.delivery.FanOut;
import dev.sluice.webhooks.delivery.Settlements;
import dev.sluice.webhooks.delivery.Sweeps;
import dev.sluice.webhooks.replay.ReplaySteps;
import dev.sluice.wire.TopicConfiguration;
import dev.sluice.work.EndlessRetries;
import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.listener.CommonErrorHandler;

/** The webhook-dispatcher. Any number of dispatchers may run side by side. */
@SpringBootApplication(proxyBeanMethods = false)
@Import({
  TopicConfiguration.class,
  DeliveryQueue.class,
  FanOut.class,
  Settlements.class,
  Sweeps.class,
  ReplaySteps.class
})
public class DispatcherApplication {

  /** Configured by {@code application.*} and {@code sluice-webhook-dispatcher.yml}. */
  public static SpringApplicationBuilder builder() {
    return new SpringApplicationBuilder(DispatcherApplication.class)
        .properties("spring.config.name=application,sluice-webhook-dispatcher");
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  /** Events are retried until they are stored. */
  @Bean
  CommonErrorHandler eventErrorHandler() {
    return EndlessRetries.errorHandler();
  }

  public static void main(String[] arguments) {
    builder().run(arguments);
  }
}
