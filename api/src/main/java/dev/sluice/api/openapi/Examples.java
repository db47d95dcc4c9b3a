package dev.sluice.api.openapi;

import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;

/**
 * The examples of bodies by schema name or, for streams, by operation. A test validates each
 * against its schema.
 */
final class Examples {

  private final Map<String, Map<String, Object>> examples;

  @SuppressWarnings("unchecked")
  Examples() {
    try (InputStream file = new ClassPathResource("openapi/examples.json").getInputStream()) {
      examples = Json31.mapper().readValue(file, Map.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void add(MediaType media, String key) {
    examples
        .getOrDefault(key, Map.of())
        .forEach((name, value) -> media.addExamples(name, new Example().value(value)));
  }
}
