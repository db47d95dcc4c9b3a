package dev.sluice.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The form that the answer must have. */
public sealed interface ResponseFormat {

  /** The wire's {@code type}. */
  @JsonProperty("type")
  String type();

  /** Free text. */
  record Text() implements ResponseFormat {
    @Override
    public String type() {
      return "text";
    }
  }

  /** Any JSON object. */
  record JsonObject() implements ResponseFormat {
    @Override
    public String type() {
      return "json_object";
    }
  }

  /** A JSON document that fits a schema. */
  record JsonSchema(@JsonProperty("json_schema") Schema jsonSchema) implements ResponseFormat {
    @Override
    public String type() {
      return "json_schema";
    }
  }

  /**
   * @param name {@code ^[a-zA-Z0-9_-]{1,64}$}
   * @param schema a JSON Schema object
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Schema(
      String name, @Nullable String description, ObjectNode schema, @Nullable Boolean strict) {}
}
