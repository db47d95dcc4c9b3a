package dev.sluice.wire;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaAdmin.NewTopics;

/** Creates the topics at start-up. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TopicProperties.class)
public class TopicConfiguration {

  @Bean
  Topics topics(TopicProperties properties) {
    return new Topics(properties);
  }

  @Bean
  NewTopics topicDeclarations(Topics topics) {
    return topics.declarations();
  }
}
