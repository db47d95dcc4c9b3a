package dev.sluice.e2e.guide;

import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a document is made of: its fields and the types of their values. Two documents of one shape
 * may differ in every value.
 */
final class Shapes {

  private Shapes() {}

  static String ofJson(String document) {
    return of(JsonMapper.shared().readTree(document));
  }

  /** One document a line. */
  static List<String> ofLines(String documents) {
    return documents.lines().map(Shapes::ofJson).toList();
  }

  /** Server-sent events; repetitions of the same shape count as one. */
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
            // What a caller may name as he likes is no part of the shape.
            fields.put(name, name.equals("metadata") ? "pairs" : of(value)));
        yield fields.toString();
      }
      case ARRAY -> "[" + (node.isEmpty() ? "" : of(node.get(0))) + "]";
      default -> node.getNodeType().name();
    };
  }
}
