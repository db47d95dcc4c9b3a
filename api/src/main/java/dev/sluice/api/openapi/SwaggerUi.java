package dev.sluice.api.openapi;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/** Swagger UI's files, of whichever version is on the class path. */
@Component
final class SwaggerUi {

  private static final String NAME = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

  private final String version;

  SwaggerUi() {
    Properties properties = new Properties();
    try (InputStream in = new ClassPathResource(NAME).getInputStream()) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("swagger-ui is not on the class path", e);
    }
    this.version = requireNonNull(properties.getProperty("version"));
  }

  Resource file(String name) {
    return new ClassPathResource("META-INF/resources/webjars/swagger-ui/" + version + "/" + name);
  }
}
