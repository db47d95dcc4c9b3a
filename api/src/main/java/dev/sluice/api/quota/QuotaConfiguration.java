package dev.sluice.api.quota;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.work.EndlessRetries;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;

@Configuration(proxyBeanMethods = false)
class QuotaConfiguration {

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
    factory.setCommonErrorHandler(EndlessRetries.errorHandler());
    return factory;
  }
}
