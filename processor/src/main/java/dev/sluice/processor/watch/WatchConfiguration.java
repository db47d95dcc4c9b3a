package dev.sluice.processor.watch;

import dev.sluice.processor.running.RunningJobs;
import dev.sluice.wire.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

@Configuration(proxyBeanMethods = false)
class WatchConfiguration {

  private static final int BUFFER_BYTES = 16 * 1024 * 1024;
  private static final int MAX_BLOCK_MILLIS = 500;
  private static final int REQUEST_MILLIS = 2_000;
  private static final int DELIVERY_MILLIS = 5_000;

  /** Started and stopped by {@code RunningJobMonitor}. */
  @Bean
  ContentPublisher contentPublisher(
      @Qualifier("contentProducers") ProducerFactory<String, byte[]> producers,
      Topics topics,
      MeterRegistry meters) {
    KafkaTemplate<String, byte[]> kafka = new KafkaTemplate<>(producers);
    // It would log every record that fails; the publisher says once that they do.
    kafka.setProducerListener(null);
    return new ContentPublisher(kafka, topics, meters);
  }

  @Bean
  RunningJobPoller heldPoll(JdbcTemplate jdbc, RunningJobs held, ContentPublisher content) {
    return new RunningJobPoller(jdbc, held, content);
  }

  /**
   * A producer of its own, made when the first piece is published: it gives up soon, and what it
   * buffers for a broker that is away takes nothing from the events.
   */
  @Bean(defaultCandidate = false)
  DefaultKafkaProducerFactory<String, byte[]> contentProducers(KafkaProperties properties) {
    Map<String, Object> settings = properties.buildProducerProperties();
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
    return new DefaultKafkaProducerFactory<>(settings);
  }
}
