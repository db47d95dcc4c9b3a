package dev.sluice.api.openapi;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.sluice.api.http.errors.ErrorBody;
import dev.sluice.api.http.errors.RateLimitBody;
import dev.sluice.api.keys.Scope;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.core.util.ObjectMapperFactory;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.security.Scopes;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Adds what springdoc cannot derive from controllers and types. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

  @Bean
  ModelResolver modelResolver() {
    ObjectMapper mapper = ObjectMapperFactory.createJson31();
    mapper.setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    ModelResolver resolver = new ModelResolver(mapper);
    resolver.setOpenapi31(true);
    return resolver;
  }

  @Bean
  RecordSchemas recordSchemas() {
    return new RecordSchemas();
  }

  @Bean
  GlobalOpenApiCustomizer conventions(
      @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings,
      OpenAPI frame) {
    Conventions conventions =
        new Conventions(mappings, new Examples(), frame.getComponents().getResponses());
    return document -> {
      for (Class<?> type : List.of(ErrorBody.class, RateLimitBody.class)) {
        ModelConverters.getInstance(true)
            .readAll(type)
            .forEach(document.getComponents()::addSchemas);
      }
      conventions.apply(document);
    };
  }

  /** The parts that belong to no operation, and bodies that are streamed and have no records. */
  @Bean
  OpenAPI frame() throws IOException {
    try (InputStream file = new ClassPathResource("openapi/frame.json").getInputStream()) {
      OpenAPI frame = Json31.mapper().readValue(file, OpenAPI.class);
      frame.getComponents().getSchemas().values().forEach(schema -> inline(schema, frame));
      Scopes scopes = new Scopes();
      for (Scope scope : Scope.values()) {
        scopes.addString(scope.wireName(), "Grants the scope `" + scope.wireName() + "`.");
      }
      requireNonNull(frame.getComponents().getSecuritySchemes().get("oauth2"))
          .getFlows()
          .getClientCredentials()
          .setScopes(scopes);
      return frame;
    }
  }

  /** What several requests have in common is written once in the frame and shown in each. */
  private static void inline(Schema<?> schema, OpenAPI frame) {
    if (schema.getAllOf() != null) {
      for (Schema<?> part : schema.getAllOf()) {
        String name = part.get$ref().substring(Components.COMPONENTS_SCHEMAS_REF.length());
        Schema<?> common = requireNonNull(frame.getComponents().getSchemas().get(name));
        common.getProperties().forEach(schema::addProperty);
      }
      schema.setAllOf(null);
    }
  }
}
