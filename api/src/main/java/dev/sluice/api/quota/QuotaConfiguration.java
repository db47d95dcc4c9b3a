package dev.sluice.api.quota;

import com.github.benmanes.caffeine.cache.Ticker;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

@Configuration(proxyBeanMethods = false)
class QuotaConfiguration {

  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  @Bean
  LocalBuckets localBuckets(
      LeaseReconciler reconciler, QuotaProperties properties, QuotaMetrics metrics) {
    return new LocalBuckets(reconciler, properties, metrics, Ticker.systemTicker());
  }

  /** Reads events in batches; retries a batch for as long as the database is unavailable. */
  @Bean
  ConcurrentKafkaListenerContainerFactory<byte[], byte[]> jobRefundContainers(
      ConsumerFactory<byte[], byte[]> consumers) {
    var factory = new ConcurrentKafkaListenerContainerFactory<byte[], byte[]>();
    factory.setConsumerFactory(consumers);
    ExponentialBackOff pauses = new ExponentialBackOff(FIRST_PAUSE_MILLIS, 2.0);
    pauses.setMaxInterval(LONGEST_PAUSE_MILLIS);
    factory.setCommonErrorHandler(new DefaultErrorHandler(null, pauses));
    return factory;
  }
}
