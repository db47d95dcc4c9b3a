package dev.sluice.api.describe;

import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import java.util.Map;

/** What one feature has to say: its operations, and the schemas that they refer to by name. */
record Chapter(
    String tag, String description, List<Op> operations, Map<String, Schema<?>> schemas) {

  Chapter {
    operations = List.copyOf(operations);
    schemas = Map.copyOf(schemas);
  }
}
