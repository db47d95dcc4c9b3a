package dev.sluice.api.http.connector;

import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Public for tests of what uses the connector. */
@Configuration(proxyBeanMethods = false)
public class ConnectorConfiguration {

  /** The innermost valve of the host reports first, so this comes after Boot's own. */
  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  public WebServerFactoryCustomizer<TomcatServletWebServerFactory> connector() {
    return factory -> {
      factory.setProtocol(ApiProtocol.class.getName());
      factory.addConnectorCustomizers(ApiProtocol::install);
      factory.addContextCustomizers(context -> {
        if (context.getParent() instanceof StandardHost host) {
          host.setErrorReportValveClass(ErrorValve.class.getName());
          host.getPipeline().addValve(new ErrorValve());
        }
      });
    };
  }
}
