package dev.sluice.api.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.api.stored.Database;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

@Configuration(proxyBeanMethods = false)
class LimitConfiguration {

  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  @Bean
  LeaseSync leaseSync(
      SharedBuckets shared, Database database, LimitProperties properties, LimitMeters meters) {
    return new LeaseSync(shared, database, properties, meters);
  }

  @Bean
  Buckets buckets(LeaseSync sync, LimitProperties properties, LimitMeters meters) {
    return new Buckets(sync, properties, meters, Ticker.systemTicker());
  }

  @Bean
  LimitLifecycle limitLifecycle(LeaseSync sync, Buckets buckets) {
    return new LimitLifecycle(sync, buckets);
  }

  /** Reads the ends of jobs; the same batch again for as long as the database is away. */
  @Bean
  ConcurrentKafkaListenerContainerFactory<byte[], byte[]> jobEndContainers(
      ConsumerFactory<byte[], byte[]> consumers) {
    var factory = new ConcurrentKafkaListenerContainerFactory<byte[], byte[]>();
    factory.setConsumerFactory(consumers);
    ExponentialBackOff pauses = new ExponentialBackOff(FIRST_PAUSE_MILLIS, 2.0);
    pauses.setMaxInterval(LONGEST_PAUSE_MILLIS);
    factory.setCommonErrorHandler(new DefaultErrorHandler(null, pauses));
    return factory;
  }
}
