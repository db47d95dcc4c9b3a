package dev.sluice.api.describe;

import io.swagger.v3.oas.models.OpenAPI;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** springdoc finds the endpoints; what they are is said here. */
@Configuration(proxyBeanMethods = false)
class DescribeConfiguration {

  @Bean
  OpenAPI frame() {
    return Description.frame();
  }

  @Bean
  GlobalOpenApiCustomizer description() {
    return Description::join;
  }
}
