package dev.sluice.dispatcher.fanout;

import dev.sluice.dispatcher.deliver.DueSignal;
import dev.sluice.webhooks.delivery.FanOut;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

/** Configures the fan-out of events to deliveries. */
@Configuration(proxyBeanMethods = false)
public class FanOutConfiguration {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final double GROWTH = 2;

  @Bean
  EventListener eventListener(JdbcTemplate jdbc, DueSignal due, MeterRegistry meters) {
    return new EventListener(new FanOut(jdbc), due, meters);
  }

  /** Retries a batch until it is stored; the consumer polls between tries. */
  @Bean
  CommonErrorHandler retryForever() {
    ExponentialBackOff pauses = new ExponentialBackOff(FIRST_PAUSE.toMillis(), GROWTH);
    pauses.setMaxInterval(LONGEST_PAUSE.toMillis());
    return new DefaultErrorHandler(pauses);
  }
}
