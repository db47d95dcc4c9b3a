package dev.sluice.chat;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** Whether and which tool the model must call. */
public sealed interface ToolChoice {

  /** The form on the wire: a word, or {@code {"type":"function","function":{"name":…}}}. */
  @JsonValue
  Object wireForm();

  /** {@code auto}, {@code none} or {@code required}. */
  enum Mode implements ToolChoice {
    AUTO("auto"),
    NONE("none"),
    REQUIRED("required");

    private final String word;

    Mode(String word) {
      this.word = word;
    }

    @Override
    public String wireForm() {
      return word;
    }
  }

  /** Exactly this function must be called. */
  record Named(String name) implements ToolChoice {
    @Override
    public Object wireForm() {
      return Map.of("type", "function", "function", Map.of("name", name));
    }
  }
}
