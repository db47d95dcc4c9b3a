package dev.sluice.processor.relay;

import dev.sluice.lease.WorkerLease;
import dev.sluice.wire.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RelayProperties.class)
class RelayConfiguration {

  /** Started and closed by {@code Pipeline}, in its place in the order. */
  @Bean(destroyMethod = "")
  Relay relay(
      DataSource dataSource,
      WorkerLease lease,
      KafkaTemplate<String, byte[]> kafka,
      Topics topics,
      RelayProperties properties,
      MeterRegistry meters) {
    return new Relay(new RelayLock(dataSource), lease, kafka, topics, properties, meters);
  }
}
