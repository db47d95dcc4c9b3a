package dev.sluice.processor.intake;

import dev.sluice.lease.WorkerLease;
import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.wire.Topics;
import dev.sluice.work.WorkLoop;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.backoff.ExponentialBackOff;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IntakeProperties.class)
class IntakeConfiguration {

  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  @Bean
  Intake intake(
      Intake.Stores stores,
      WorkLoop<ClaimedJob> loop,
      WorkerLease lease,
      IntakeProperties properties,
      Clock clock,
      MeterRegistry meters) {
    return new Intake(stores, loop, lease, properties, clock, meters);
  }

  @Bean
  Intake.Stores intakeStores(
      JdbcTemplate jdbc, TransactionTemplate transaction, Clock clock, DeadLetters deadLetters) {
    return new Intake.Stores(new IntakeStore(jdbc, transaction, clock), deadLetters);
  }

  @Bean
  DeadLetters deadLetters(
      @Qualifier("deadLetterProducers") ProducerFactory<byte[], byte[]> producers,
      Topics topics,
      MeterRegistry meters) {
    return new DeadLetters(new KafkaTemplate<>(producers), topics, meters);
  }

  /** Takes keys and values as they are, and records a little larger than any that came in. */
  @Bean(defaultCandidate = false)
  DefaultKafkaProducerFactory<byte[], byte[]> deadLetterProducers(KafkaProperties properties) {
    Map<String, Object> settings = properties.buildProducerProperties();
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_DEAD_LETTER_BYTES);
    return new DefaultKafkaProducerFactory<>(settings);
  }

  /** The same batch again until it is in, however long that takes; the consumer stays a member. */
  @Bean
  CommonErrorHandler untilTakenIn() {
    ExponentialBackOff pauses = new ExponentialBackOff(FIRST_PAUSE_MILLIS, 2.0);
    pauses.setMaxInterval(LONGEST_PAUSE_MILLIS);
    return new DefaultErrorHandler(null, pauses);
  }
}
