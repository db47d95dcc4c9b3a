package dev.sluice.provider.anthropic;

import dev.sluice.provider.call.JsonReader;
import dev.sluice.provider.call.UpstreamException;
import org.jspecify.annotations.Nullable;

/** A content block or a delta of one; what it does not have is empty. */
record Block(
    String type,
    String id,
    String name,
    String input,
    String text,
    String thinking,
    String partialJson,
    String stopReason) {

  /** Null where the value is no object. */
  static @Nullable Block read(JsonReader json) throws UpstreamException {
    if (!json.isObject()) {
      return null;
    }
    String[] found = {"", "", "", "", "", "", "", ""};
    json.members(name -> {
      switch (name) {
        case "type" -> found[0] = json.text();
        case "id" -> found[1] = json.text();
        case "name" -> found[2] = json.text();
        case "input" -> found[3] = json.textOrJson();
        case "text" -> found[4] = json.text();
        case "thinking" -> found[5] = json.text();
        case "partial_json" -> found[6] = json.text();
        case "stop_reason" -> found[7] = json.text();
        default -> {}
      }
    });
    return new Block(
        found[0], found[1], found[2], found[3], found[4], found[5], found[6], found[7]);
  }
}
