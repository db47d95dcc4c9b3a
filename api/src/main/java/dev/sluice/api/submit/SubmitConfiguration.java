package dev.sluice.api.submit;

import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SubmitConfiguration {

  @Bean
  DefaultKafkaProducerFactoryCustomizer appendBounds(SubmitProperties properties) {
    return factory ->
        factory.updateConfigs(AppendBounds.within(properties.acceptTimeout()).producerSettings());
  }
}
