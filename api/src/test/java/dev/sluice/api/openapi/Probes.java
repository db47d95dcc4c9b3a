package dev.sluice.api.openapi;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents at and just beyond each bound that a request's schema states. Each changes one place of
 * a valid document.
 */
final class Probes {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonNode components;
  private final List<Probe> probes = new ArrayList<>();

  private Probes(JsonNode document) {
    this.components = document.path("components").path("schemas");
  }

  /**
   * One document.
   *
   * @param what the bound that it is at or beyond
   * @param param the field that must be named where it is refused
   */
  record Probe(String what, ObjectNode body, boolean valid, String param) {

    @Override
    public String toString() {
      return what + (valid ? " is taken" : " is refused");
    }
  }

  /** Where a value stands in a document, and how a refusal names it. */
  private record Place(ObjectNode document, String pointer, String path) {

    ObjectNode with(JsonNode value) {
      ObjectNode copy = document.deepCopy();
      int last = pointer.lastIndexOf('/');
      JsonNode parent = copy.at(pointer.substring(0, last));
      String name = pointer.substring(last + 1);
      if (parent instanceof ObjectNode object) {
        object.set(name, value);
      } else {
        ((tools.jackson.databind.node.ArrayNode) parent).set(Integer.parseInt(name), value);
      }
      return copy;
    }

    ObjectNode without(String name) {
      ObjectNode copy = document.deepCopy();
      ((ObjectNode) copy.at(pointer)).remove(name);
      return copy;
    }

    Place field(String name) {
      return new Place(document, pointer + "/" + name, path.isEmpty() ? name : path + "." + name);
    }

    Place item(int index) {
      return new Place(document, pointer + "/" + index, path + "[" + index + "]");
    }

    JsonNode value() {
      return document.at(pointer);
    }
  }

  /** All of those of the schema of this name, made from these valid documents. */
  static List<Probe> of(JsonNode document, String schema, ObjectNode... valid) {
    Probes probes = new Probes(document);
    for (ObjectNode base : valid) {
      probes.object(new Place(base, "", ""), probes.components.path(schema));
    }
    return probes.probes;
  }

  private void object(Place place, JsonNode schema) {
    Set<String> names = Set.copyOf(place.value().propertyNames());
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      if (names.contains(property.getKey())) {
        value(place.field(property.getKey()), resolved(property.getValue()));
      }
    }
    for (JsonNode required : schema.path("required")) {
      String name = required.asString();
      probes.add(
          new Probe(
              "no " + place.field(name).path(),
              place.without(name),
              false,
              place.field(name).path()));
    }
    if (schema.has("maxProperties")) {
      pairs(place, schema);
    }
  }

  private void value(Place place, JsonNode schema) {
    if (schema.has("oneOf")) {
      schema.path("oneOf").forEach(form -> form(place, resolved(form)));
      return;
    }
    switch (schema.path("type").asString()) {
      case "string" -> text(place, schema);
      case "integer", "number" -> number(place, schema);
      case "array" -> {
        refuse(place, "text", NODES.stringNode("x"));
        array(place, schema);
      }
      case "object" -> {
        refuse(place, "text", NODES.stringNode("x"));
        object(place, schema);
      }
      case "boolean" -> refuse(place, "text", NODES.stringNode("true"));
      default -> throw new IllegalArgumentException(place.path() + " has no type: " + schema);
    }
  }

  /** One of several: probed where what stands there has this form. */
  private void form(Place place, JsonNode schema) {
    String type = schema.path("type").asString();
    if (type.equals("string") && place.value().isString()) {
      text(place, schema);
    } else if (type.equals("array") && place.value().isArray()) {
      array(place, schema);
    }
  }

  private void text(Place place, JsonNode schema) {
    refuse(place, "number", NODES.numberNode(7));
    if (schema.has("enum")) {
      refuse(place, "no word", NODES.stringNode("LEAKED-PROMPT"));
      return;
    }
    if (schema.has("maxLength")) {
      int max = schema.path("maxLength").asInt();
      take(place, "length " + max, text(place, max));
      refuse(place, "length " + (max + 1), text(place, max + 1));
    }
    if (schema.path("minLength").asInt(0) > 0) {
      refuse(place, "empty", NODES.stringNode(""));
    }
    if (schema.has("pattern")) {
      refuse(place, "no match", NODES.stringNode("\u00e9 "));
    }
    if (schema.path("format").asString("").equals("date-time")) {
      refuse(place, "no time", NODES.stringNode("2026-13-01T00:00:00Z"));
    }
  }

  /** Goes on from what stands there, so that it keeps its form. */
  private static JsonNode text(Place place, int length) {
    String now = place.value().asString();
    String text =
        now.length() > length ? now.substring(0, length) : now + "x".repeat(length - now.length());
    if (place.path().equals("webhook_secret")) {
      text = "x".repeat(length);
    }
    return NODES.stringNode(text);
  }

  private void number(Place place, JsonNode schema) {
    refuse(place, "text", NODES.stringNode("1"));
    boolean whole = schema.path("type").asString().equals("integer");
    BigDecimal step = whole ? BigDecimal.ONE : new BigDecimal("0.001");
    if (schema.has("minimum")) {
      BigDecimal min = schema.path("minimum").decimalValue();
      take(place, "minimum " + min, NODES.numberNode(min));
      refuse(place, "below " + min, NODES.numberNode(min.subtract(step)));
    }
    if (schema.has("maximum")) {
      BigDecimal max = schema.path("maximum").decimalValue();
      take(place, "maximum " + max, NODES.numberNode(max));
      refuse(place, "above " + max, NODES.numberNode(max.add(step)));
    }
    if (whole) {
      refuse(place, "fraction", NODES.numberNode(new BigDecimal("1.5")));
    }
  }

  private void array(Place place, JsonNode schema) {
    if (schema.has("maxItems")) {
      int max = schema.path("maxItems").asInt();
      boolean words = resolved(schema.path("items")).has("enum");
      if (!words) {
        take(place, max + " items", items(place.value(), max));
      }
      refuse(place, (max + 1) + " items", items(place.value(), max + 1));
    }
    if (schema.path("minItems").asInt(0) > 0) {
      refuse(place, "no items", NODES.arrayNode());
    }
    JsonNode items = resolved(schema.path("items"));
    if (!items.has("enum")) {
      value(place.item(0), items);
    }
  }

  /** Copies of the first item, before the others: those may be there for a reason. */
  private static JsonNode items(JsonNode present, int count) {
    var array = NODES.arrayNode();
    while (array.size() + present.size() <= count) {
      array.add(present.get(0).deepCopy());
    }
    for (int i = 1; i < present.size(); i++) {
      array.add(present.get(i).deepCopy());
    }
    return array;
  }

  private void pairs(Place place, JsonNode schema) {
    int pairs = schema.path("maxProperties").asInt();
    int key = schema.path("propertyNames").path("maxLength").asInt();
    int value = schema.path("additionalProperties").path("maxLength").asInt();
    take(place, pairs + " pairs", numbered(pairs));
    refuse(place, (pairs + 1) + " pairs", numbered(pairs + 1));
    take(place, "key of " + key, NODES.objectNode().put("k".repeat(key), ""));
    refuse(place, "key of " + (key + 1), NODES.objectNode().put("k".repeat(key + 1), ""));
    take(place, "value of " + value, NODES.objectNode().put("k", "v".repeat(value)));
    probes.add(
        new Probe(
            place.path() + ": value of " + (value + 1),
            place.with(NODES.objectNode().put("k", "v".repeat(value + 1))),
            false,
            place.path() + ".k"));
  }

  private static JsonNode numbered(int count) {
    ObjectNode pairs = NODES.objectNode();
    for (int i = 0; i < count; i++) {
      pairs.put("k" + i, "v");
    }
    return pairs;
  }

  private void take(Place place, String what, JsonNode value) {
    probes.add(new Probe(place.path() + ": " + what, place.with(value), true, place.path()));
  }

  private void refuse(Place place, String what, JsonNode value) {
    probes.add(new Probe(place.path() + ": " + what, place.with(value), false, place.path()));
  }

  private JsonNode resolved(JsonNode schema) {
    String ref = schema.path("$ref").asString("");
    if (!ref.isEmpty()) {
      return components.path(ref.substring(ref.lastIndexOf('/') + 1));
    }
    JsonNode types = schema.path("type");
    if (types.isArray()) {
      return ((ObjectNode) schema.deepCopy()).put("type", types.get(0).asString());
    }
    return schema;
  }
}
