package dev.sluice.api.http.sse;

import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SseConfiguration {

  @Bean
  WebServerFactoryCustomizer<TomcatWebServerFactory> watchableConnections() {
    return factory -> {
      factory.setProtocol(WatchableProtocol.class.getName());
      factory.addContextValves(new ConnectionValve());
    };
  }
}
