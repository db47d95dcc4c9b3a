package dev.sluice.chat;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A tool call that a model requests.
 *
 * @param id the provider's id of the call, repeated by the tool message that answers it
 * @param type always {@code function}
 */
public record ToolCall(
    @JsonProperty("id") String id,
    @JsonProperty("type") String type,
    @JsonProperty("function") Function function) {

  /**
   * @param arguments JSON text exactly as the model wrote it; may be invalid
   */
  public record Function(
      @JsonProperty("name") String name, @JsonProperty("arguments") String arguments) {
    public Function {
      requireNonNull(name);
      requireNonNull(arguments);
    }
  }

  public ToolCall {
    requireNonNull(id);
    requireNonNull(type);
    requireNonNull(function);
  }

  public static ToolCall function(String id, String name, String arguments) {
    return new ToolCall(id, "function", new Function(name, arguments));
  }
}
