package dev.sluice.api.submit;

import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.support.ProducerListener;

@Configuration(proxyBeanMethods = false)
class SubmitConfiguration {

  /** {@link SubmittedLog} logs failures; Spring Kafka's own listener would log them twice. */
  @Bean
  ProducerListener<Object, Object> quietProducerListener() {
    return new ProducerListener<>() {};
  }

  @Bean
  DefaultKafkaProducerFactoryCustomizer appendBounds(SubmitProperties properties) {
    return factory ->
        factory.updateConfigs(AppendBounds.within(properties.acceptTimeout()).producerSettings());
  }
}
