package dev.sluice.api.chat;

import dev.sluice.provider.route.ProviderConfiguration;
import java.time.Duration;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import(ProviderConfiguration.class)
class ChatConfiguration {

  /** For ending an aborted call, at most 1 s, and for writing the error. */
  private static final Duration ENDING = Duration.ofSeconds(2);

  /** The server would cut off, without an error, what it does not wait for. */
  ChatConfiguration(ChatProperties properties, LifecycleProperties lifecycle) {
    Duration phase = lifecycle.getTimeoutPerShutdownPhase();
    if (properties.drain().plus(ENDING).compareTo(phase) > 0) {
      throw new InvalidConfigurationPropertyValueException(
          "sluice.chat.drain",
          properties.drain(),
          "It must be at least %s shorter than spring.lifecycle.timeout-per-shutdown-phase, which is %s."
              .formatted(ENDING, phase));
    }
  }

  /** Outermost, so that the container's own errors have the headers, too. */
  @Bean
  WebServerFactoryCustomizer<TomcatWebServerFactory> deprecationValve(ChatProperties properties) {
    return factory -> factory.addEngineValves(new DeprecationValve(properties));
  }
}
