package dev.sluice.chat;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A function the model may call, in OpenAI's shape.
 *
 * @param type always {@code function}
 */
public record Tool(String type, Function function) {

  /**
   * @param name {@code ^[a-zA-Z0-9_-]{1,64}$}
   * @param parameters a JSON Schema object; absent means no parameters
   * @param strict whether arguments must match the schema exactly
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Function(
      String name,
      @Nullable String description,
      @Nullable ObjectNode parameters,
      @Nullable Boolean strict) {
    public Function {
      requireNonNull(name);
      parameters = parameters == null ? null : parameters.deepCopy();
    }
  }

  public Tool {
    requireNonNull(type);
    requireNonNull(function);
  }
}
