package dev.sluice.simulator.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Generates a document that conforms to a JSON Schema. Objects have the required properties, or all
 * properties if none is required. Supported keywords: type, enum, const, properties, required,
 * items, prefixItems, anyOf, oneOf, allOf, local references, and the bounds of numbers, strings and
 * arrays. Ignored, so possibly violated: pattern, not, if, dependencies. Beyond {@value #MAX_DEPTH}
 * levels or {@value #MAX_VALUES} values, every value is null.
 */
final class SchemaDocument {

  private static final int MAX_DEPTH = 24;
  private static final int MAX_VALUES = 10_000;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonNode root;
  private final SplittableRandom random;
  private int values;

  SchemaDocument(JsonNode root, SplittableRandom random) {
    this.root = root;
    this.random = random;
  }

  JsonNode generate() {
    return value(root, 0);
  }

  private JsonNode value(JsonNode unresolved, int depth) {
    values++;
    if (depth > MAX_DEPTH || values > MAX_VALUES) {
      return NODES.nullNode();
    }
    JsonNode schema = resolve(unresolved, depth);
    if (schema.has("const")) {
      return schema.path("const");
    }
    JsonNode choices = schema.path("enum");
    if (!choices.isEmpty()) {
      return choices.path(random.nextInt(choices.size()));
    }
    return switch (type(schema)) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, depth);
      case "integer" -> Scalars.integer(schema, random);
      case "number" -> Scalars.number(schema, random);
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "null" -> NODES.nullNode();
      default -> Scalars.text(schema, random);
    };
  }

  /** Follows references, selects the first alternative and merges {@code allOf}. */
  private JsonNode resolve(JsonNode schema, int depth) {
    if (depth > MAX_DEPTH) {
      return schema;
    }
    if (schema.path("$ref").isString()) {
      return resolve(target(schema.path("$ref").stringValue()), depth + 1);
    }
    for (String keyword : List.of("anyOf", "oneOf")) {
      JsonNode alternatives = schema.path(keyword);
      if (!alternatives.isEmpty()) {
        return resolve(
            merged(without(schema, keyword), alternative(alternatives, depth)), depth + 1);
      }
    }
    JsonNode parts = schema.path("allOf");
    if (!parts.isEmpty()) {
      JsonNode all = without(schema, "allOf");
      for (JsonNode part : parts) {
        all = merged(all, resolve(part, depth + 1));
      }
      return resolve(all, depth + 1);
    }
    return schema;
  }

  /** Prefers the null alternative at depth, so that recursive schemas terminate. */
  private static JsonNode alternative(JsonNode alternatives, int depth) {
    if (depth > 4) {
      for (JsonNode alternative : alternatives) {
        if (alternative.path("type").asString("").equals("null")) {
          return alternative;
        }
      }
    }
    return alternatives.path(0);
  }

  private JsonNode target(String reference) {
    boolean local = reference.equals("#") || reference.startsWith("#/");
    return local ? root.at(reference.substring(1)) : NODES.objectNode();
  }

  private static JsonNode without(JsonNode schema, String keyword) {
    return schema instanceof ObjectNode object ? object.deepCopy().without(keyword) : schema;
  }

  private JsonNode merged(JsonNode one, JsonNode other) {
    ObjectNode result = NODES.objectNode();
    for (JsonNode part : List.of(one, other)) {
      part.properties()
          .forEach(entry -> {
            JsonNode before = result.path(entry.getKey());
            result.set(entry.getKey(), together(before, entry.getValue()));
          });
    }
    return result;
  }

  private static JsonNode together(JsonNode before, JsonNode after) {
    if (before instanceof ObjectNode left && after instanceof ObjectNode right) {
      return left.deepCopy().setAll(right);
    }
    if (before instanceof ArrayNode left && after instanceof ArrayNode right) {
      return left.deepCopy().addAll(right);
    }
    return after;
  }

  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (type.isArray()) {
      return type.path(0).asString("string");
    }
    if (type.isString()) {
      return type.stringValue();
    }
    if (schema.has("properties") || schema.isEmpty()) {
      return "object";
    }
    return schema.has("items") || schema.has("prefixItems") ? "array" : "string";
  }

  private ObjectNode object(JsonNode schema, int depth) {
    ObjectNode object = NODES.objectNode();
    JsonNode properties = schema.path("properties");
    for (String name : names(schema, properties)) {
      object.set(name, value(properties.path(name), depth + 1));
    }
    return object;
  }

  private static List<String> names(JsonNode schema, JsonNode properties) {
    List<String> names = new ArrayList<>();
    if (schema.path("required").isEmpty()) {
      names.addAll(properties.propertyNames());
    } else {
      schema.path("required").forEach(name -> names.add(name.asString("")));
    }
    return names;
  }

  private ArrayNode array(JsonNode schema, int depth) {
    ArrayNode array = NODES.arrayNode();
    schema.path("prefixItems").forEach(item -> array.add(value(item, depth + 1)));
    int fewest = Math.min(schema.path("minItems").asInt(0), 1_000);
    int most = schema.path("maxItems").asInt(Math.max(2, fewest));
    int size = Math.max(fewest, Math.min(most, depth > 4 ? 0 : 1 + random.nextInt(2)));
    while (array.size() < size && values < MAX_VALUES && schema.has("items")) {
      array.add(value(schema.path("items"), depth + 1));
    }
    return array;
  }
}
