package dev.sluice.e2e.recorded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Replaces values that differ between runs (ids, times, secrets, measurements, generated text) and
 * error messages, which are not compared, with placeholders. Sorts members.
 */
final class Normalizer {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Placeholders by pattern; no text matches two patterns. */
  private static final Map<Pattern, String> PLACEHOLDERS =
      Map.of(
          Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<id>",
          Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\\.[0-9]+)?Z"), "<time>",
          Pattern.compile("\\bslk_[A-Za-z0-9_-]{20,}"), "<key>",
          Pattern.compile("\\bwhsec_[A-Za-z0-9+/=]+"), "<secret>",
          Pattern.compile("\\bwhpk_[A-Za-z0-9+/=]+"), "<public key>",
          Pattern.compile("\\bchat_[A-Za-z0-9_-]+"), "<chat>",
          Pattern.compile("\\b(call|toolu)_[A-Za-z0-9_]+"), "<call>");

  /** Members with measured values. */
  private static final Set<String> MEASURED =
      Set.of(
          "cpu_percent",
          "memory_percent",
          "active_requests",
          "jobs_pending",
          "jobs_processing",
          "uptime_seconds",
          "retry_after",
          "duration_ms",
          "timings",
          "offset",
          "next_cursor");

  /** Optional members that may have been added since the recording. */
  private static final Set<String> ADDED =
      Set.of(
          "cached_tokens",
          "reasoning_tokens",
          "refusal",
          "reasoning",
          "system_fingerprint",
          "polls_per_minute");

  private static final Pattern PROSE = Pattern.compile("\\s?[A-Za-z][A-Za-z',.\\s]*");

  private final Variables variables;
  private final List<String> messages = new ArrayList<>();

  Normalizer(Variables variables) {
    this.variables = variables;
  }

  /** The error messages replaced so far. */
  List<String> messages() {
    return messages;
  }

  JsonNode normalize(JsonNode node) {
    return normalize("", node);
  }

  private JsonNode normalize(String name, JsonNode node) {
    if (MEASURED.contains(name) && !node.isNull()) {
      return NODES.stringNode("<" + name + ">");
    }
    return switch (node.getNodeType()) {
      case OBJECT -> object(node);
      case ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        node.forEach(item -> array.add(normalize(name, item)));
        yield array;
      }
      case STRING -> NODES.stringNode(text(name, node.stringValue()));
      case NUMBER -> name.equals("progress") ? progress(node) : node;
      default -> node;
    };
  }

  private ObjectNode object(JsonNode node) {
    ObjectNode object = NODES.objectNode();
    boolean isError = node.path("code").isString() && node.path("message").isString();
    boolean isRunning = node.path("status").asString("").equals("processing");
    for (Map.Entry<String, JsonNode> member : new TreeMap<>(members(node)).entrySet()) {
      if (ADDED.contains(member.getKey())) {
        continue;
      }
      if (isError && member.getKey().equals("message")) {
        object.put("message", message(member.getValue().stringValue()));
      } else if (isRunning && member.getKey().equals("progress")) {
        object.put("progress", "<progress>");
      } else {
        object.set(member.getKey(), normalize(member.getKey(), member.getValue()));
      }
    }
    return object;
  }

  private static Map<String, JsonNode> members(JsonNode node) {
    Map<String, JsonNode> members = new TreeMap<>();
    node.forEachEntry(members::put);
    return members;
  }

  private String message(String text) {
    messages.add(text);
    return text.isBlank() ? text : "<message>";
  }

  private static JsonNode progress(JsonNode number) {
    double value = number.doubleValue();
    return value == 0.0 || value == 1.0 ? number : NODES.stringNode("<progress>");
  }

  private String text(String name, String text) {
    if (Set.of("content", "text").contains(name) && PROSE.matcher(text).matches()) {
      return "<%d words>".formatted(text.strip().split("\\s+", -1).length);
    }
    return text(text);
  }

  /** Normalizes text that is not a member, such as a header value. */
  String text(String text) {
    String normalized = variables.hide(text);
    for (Map.Entry<Pattern, String> placeholder : PLACEHOLDERS.entrySet()) {
      normalized = placeholder.getKey().matcher(normalized).replaceAll(placeholder.getValue());
    }
    return normalized;
  }

  /** A copy with members in alphabetical order. */
  static JsonNode sorted(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        ObjectNode object = NODES.objectNode();
        members(node).forEach((name, value) -> object.set(name, sorted(value)));
        yield object;
      }
      case ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        node.forEach(item -> array.add(sorted(item)));
        yield array;
      }
      default -> node;
    };
  }
}
