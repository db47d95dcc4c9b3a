package dev.sluice.provider.anthropic;

import dev.sluice.wire.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * Writes tool calls as tool use blocks. Ids that Anthropic refuses are replaced, those of a call
 * and of its result alike, and never two by the same. Arguments that are no JSON object (a model
 * may have written them so) are passed as {@code {"arguments": "<text>"}}. For one conversation.
 */
final class ToolUses {

  private final JsonGenerator out;
  private final Map<String, String> ids = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  ToolUses(JsonGenerator out) {
    this.out = out;
  }

  void write(JsonNode call) {
    JsonNode function = call.path("function");
    out.writeStartObject();
    out.writeStringProperty("type", "tool_use");
    out.writeStringProperty("id", id(call.path("id").asString("")));
    out.writeStringProperty("name", function.path("name").asString(""));
    out.writeName("input");
    writeArguments(function.path("arguments").asString(""));
    out.writeEndObject();
  }

  /** The id that stands for this one; it matches {@code ^[a-zA-Z0-9_-]+$}. */
  String id(String id) {
    return ids.computeIfAbsent(id, this::unusedId);
  }

  private String unusedId(String id) {
    String allowed = id.isEmpty() ? "_" : id.replaceAll("[^a-zA-Z0-9_-]", "_");
    String candidate = allowed;
    for (int i = 2; !taken.add(candidate); i++) {
      candidate = allowed + "_" + i;
    }
    return candidate;
  }

  private void writeArguments(String arguments) {
    if (arguments.isBlank()) {
      out.writeStartObject();
      out.writeEndObject();
    } else if (isObject(arguments)) {
      out.writeRawValue(arguments);
    } else {
      out.writeStartObject();
      out.writeStringProperty("arguments", arguments);
      out.writeEndObject();
    }
  }

  private static boolean isObject(String text) {
    // A lone surrogate can be written within a string only.
    if (!text.codePoints().allMatch(c -> c < 0xD800 || c > 0xDFFF)) {
      return false;
    }
    try (JsonParser parser = Json.mapper().createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JacksonException _) {
      return false;
    }
  }
}
