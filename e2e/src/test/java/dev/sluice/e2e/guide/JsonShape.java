package dev.sluice.e2e.guide;

import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The structure of a document: its field names and the types of their values. */
final class JsonShape {

  private JsonShape() {}

  static String ofJson(String document) {
    return of(JsonMapper.shared().readTree(document));
  }

  /** The shapes of NDJSON documents. */
  static List<String> ofLines(String documents) {
    return documents.lines().map(JsonShape::ofJson).toList();
  }

  /** The distinct shapes of server-sent events. */
  static List<String> ofEvents(String stream) {
    List<String> shapes =
        stream
            .lines()
            .filter(line -> line.startsWith("data: "))
            .map(line -> line.substring("data: ".length()))
            .map(data -> data.equals("[DONE]") ? data : ofJson(data))
            .toList();
    return shapes.stream().distinct().toList();
  }

  private static String of(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        TreeMap<String, String> fields = new TreeMap<>();
        node.forEachEntry((name, value) ->
            // Metadata keys are chosen by the caller.
            fields.put(name, name.equals("metadata") ? "pairs" : of(value)));
        yield fields.toString();
      }
      case ARRAY -> "[" + (node.isEmpty() ? "" : of(node.get(0))) + "]";
      default -> node.getNodeType().name();
    };
  }
}
