package dev.sluice.api.http.errors;

import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
class ErrorConfiguration {

  /** The innermost valve of the host reports first, so this one comes after Boot's own. */
  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> errorValve() {
    return factory ->
        factory.addContextCustomizers(context -> {
          if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(ErrorValve.class.getName());
            host.getPipeline().addValve(new ErrorValve());
          }
        });
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> methodAdapter() {
    return factory -> factory.addConnectorCustomizers(MethodAdapter::install);
  }
}
