package dev.sluice.chat;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A tool call that a model requests.
 *
 * @param id the provider's id of the call, repeated by the tool message that answers it
 * @param type always {@code function}
 */
public record ToolCall(
    @JsonProperty("id")
        @Schema(description = "The provider's id of the call.", minLength = 1, maxLength = 256)
        String id,
    @JsonProperty("type") @Schema(description = "Always `function`.", allowableValues = "function")
        String type,
    @JsonProperty("function") @Schema(description = "The call.") Function function) {

  /**
   * @param arguments JSON text exactly as the model wrote it; may be invalid
   */
  public record Function(
      @JsonProperty("name")
          @Schema(
              description = "The function's name.",
              minLength = 1,
              maxLength = 64,
              pattern = "^[A-Za-z0-9_-]+$")
          String name,
      @JsonProperty("arguments")
          @Schema(
              description = "A JSON document as text, as the model wrote it.",
              maxLength = 100_000)
          String arguments) {
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
