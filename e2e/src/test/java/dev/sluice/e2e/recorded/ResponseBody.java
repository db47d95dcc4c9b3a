package dev.sluice.e2e.recorded;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Parses response bodies. NDJSON and server-sent events become arrays. */
final class ResponseBody {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Members of stream events whose texts are concatenated. */
  private static final Set<String> PIECES = Set.of("content", "text", "arguments");

  private ResponseBody() {}

  static JsonNode parse(HttpResponse<String> response) {
    String type = response.headers().firstValue("content-type").orElse("").replaceAll(";.*", "");
    String body = response.body();
    return switch (type) {
      case "" -> body.isEmpty() ? MissingNode.getInstance() : NODES.stringNode(body);
      case "application/json" -> JsonMapper.shared().readTree(body);
      case "application/x-ndjson" -> {
        ArrayNode lines = NODES.arrayNode();
        body.lines().map(JsonMapper.shared()::readTree).forEach(lines::add);
        yield lines;
      }
      case "text/event-stream" -> frames(body);
      default -> NODES.stringNode(body.isBlank() ? "" : "<text>");
    };
  }

  /**
   * How a text is split into events is not compared: consecutive pieces are joined. Progress events
   * are dropped.
   */
  private static ArrayNode frames(String body) {
    ArrayNode frames = NODES.arrayNode();
    for (String block : body.split("\n\n", -1)) {
      JsonNode frame = frame(block);
      boolean isProgress = frame.path("event").asString("").equals("progress");
      if (!frame.isEmpty() && !isProgress && !joins(frames, frame)) {
        frames.add(frame);
      }
    }
    return frames;
  }

  private static JsonNode frame(String block) {
    ObjectNode frame = NODES.objectNode();
    for (String line : block.lines().filter(it -> !it.startsWith(":")).toList()) {
      String[] field = line.split(": ?", 2);
      if (field[0].equals("data") && field[1].startsWith("{")) {
        frame.set("data", JsonMapper.shared().readTree(field[1]));
      } else {
        // Ids contain attempt and offset.
        frame.put(
            field[0], field[0].equals("id") ? field[1].replaceAll("[0-9]+", "<n>") : field[1]);
      }
    }
    return frame;
  }

  private static boolean joins(ArrayNode frames, JsonNode frame) {
    if (frame.has("event")) {
      return joinsEvent(frames, frame);
    }
    return !frames.isEmpty() && joined(frames.get(frames.size() - 1), frame);
  }

  /** Joins a job's content even across other events. */
  private static boolean joinsEvent(ArrayNode frames, JsonNode frame) {
    for (JsonNode earlier : frames) {
      if (earlier.path("event").equals(frame.path("event"))) {
        return joined(earlier, frame);
      }
    }
    return false;
  }

  /** Appends the second piece to the first if the events differ in nothing else. */
  private static boolean joined(JsonNode first, JsonNode second) {
    List<String> pieces = new ArrayList<>();
    List<String> others = new ArrayList<>();
    JsonNode template = template(first, pieces);
    if (!template.equals(template(second, others)) || pieces.size() != 1 || others.size() != 1) {
      return false;
    }
    append(first, others.getFirst());
    return true;
  }

  /** Returns a copy without pieces and offsets, and adds the pieces to the list. */
  private static JsonNode template(JsonNode node, List<String> pieces) {
    JsonNode template = node.deepCopy();
    eachMember(
        template,
        (object, name) -> {
          if (isPiece(object, name)) {
            pieces.add(object.path(name).stringValue());
            object.put(name, "");
          } else if (name.equals("offset")) {
            object.put(name, 0);
          }
        });
    return template;
  }

  private static void append(JsonNode node, String piece) {
    eachMember(
        node,
        (object, name) -> {
          if (isPiece(object, name)) {
            object.put(name, object.path(name).stringValue() + piece);
          }
        });
  }

  private static boolean isPiece(ObjectNode object, String name) {
    return PIECES.contains(name) && !object.path(name).asString("").isEmpty();
  }

  private static void eachMember(JsonNode node, BiConsumer<ObjectNode, String> action) {
    if (node instanceof ObjectNode object) {
      List.copyOf(object.propertyNames()).forEach(name -> action.accept(object, name));
    }
    node.forEach(child -> eachMember(child, action));
  }
}
