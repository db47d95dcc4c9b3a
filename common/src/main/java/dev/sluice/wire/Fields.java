package dev.sluice.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object read field by field, each with its path, so that what is wrong can be said exactly.
 * A field that is absent or {@code null} counts as not given. Every method throws {@link
 * InvalidFieldException}.
 */
public final class Fields {

  private final ObjectNode object;
  private final String path;

  private Fields(ObjectNode object, String path) {
    this.object = object;
    this.path = path;
  }

  /** The fields of a whole document. */
  public static Fields of(JsonNode document) {
    if (document instanceof ObjectNode object) {
      return new Fields(object, "");
    }
    throw new InvalidFieldException(null, "The document must be a JSON object.");
  }

  /** The path of a field of this object, as error messages name it. */
  public String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  public boolean has(String name) {
    return node(name) != null;
  }

  public InvalidFieldException invalid(String name, String rule) {
    return new InvalidFieldException(path(name), path(name) + " " + rule);
  }

  public String requiredText(String name, int minLength, int maxLength) {
    return text(name, minLength, maxLength).orElseThrow(() -> invalid(name, "is required."));
  }

  /** Text of {@code minLength} to {@code maxLength} characters, well-formed Unicode. */
  public Optional<String> text(String name, int minLength, int maxLength) {
    return Optional.ofNullable(node(name)).map(node -> text(node, name, minLength, maxLength));
  }

  private String text(JsonNode node, String name, int minLength, int maxLength) {
    if (!node.isString()) {
      throw invalid(name, "must be a string.");
    }
    String value = node.stringValue();
    int length = value.codePointCount(0, value.length());
    if (length < minLength || length > maxLength) {
      throw invalid(name, "must have %d to %d characters.".formatted(minLength, maxLength));
    }
    if (!JsonCursor.isWellFormed(value.toCharArray(), 0, value.length())) {
      throw invalid(name, "must be well-formed Unicode without unpaired surrogates.");
    }
    return value;
  }

  public Optional<Integer> integer(String name, int min, int max) {
    JsonNode node = node(name);
    if (node == null) {
      return Optional.empty();
    }
    String rule = "must be an integer from %d to %d.".formatted(min, max);
    if (!node.isIntegralNumber()) {
      throw invalid(name, rule);
    }
    if (!node.canConvertToInt() || node.intValue() < min || node.intValue() > max) {
      throw invalid(name, rule);
    }
    return Optional.of(node.intValue());
  }

  public Optional<Boolean> bool(String name) {
    JsonNode node = node(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isBoolean()) {
      throw invalid(name, "must be true or false.");
    }
    return Optional.of(node.booleanValue());
  }

  /** An RFC 3339 timestamp with any offset; in UTC, too, its year has four digits. */
  public Optional<Instant> timestamp(String name) {
    return text(name, 1, 64)
        .map(value -> {
          Instant instant =
              Timestamps.parse(value)
                  .orElseThrow(() -> invalid(name, "must be an RFC 3339 timestamp."));
          if (!Timestamps.hasYearOfFourDigits(instant)) {
            throw invalid(name, "must be an RFC 3339 timestamp of the years 0000 to 9999.");
          }
          return instant;
        });
  }

  public Optional<Fields> object(String name) {
    return Optional.ofNullable(node(name)).map(node -> nested(node, path(name)));
  }

  /** The field itself, of whatever type; null where not given. */
  public @Nullable JsonNode node(String name) {
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }

  /** The names of all fields of this object. */
  public List<String> names() {
    return List.copyOf(object.propertyNames());
  }

  /** An array of strings; empty where not given. */
  public List<String> texts(String name, int maxItems, int minLength, int maxLength) {
    int prefix = path.isEmpty() ? 0 : path.length() + 1;
    return items(
        name,
        maxItems,
        (node, itemPath) -> text(node, itemPath.substring(prefix), minLength, maxLength));
  }

  private <T> List<T> items(String name, int maxItems, BiFunction<JsonNode, String, T> reader) {
    JsonNode node = node(name);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      throw invalid(name, "must be an array.");
    }
    if (node.size() > maxItems) {
      throw invalid(name, "must have at most %d items.".formatted(maxItems));
    }
    List<T> values = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      values.add(reader.apply(node.get(i), path(name) + "[" + i + "]"));
    }
    return values;
  }

  private static Fields nested(JsonNode node, String path) {
    if (node instanceof ObjectNode object) {
      return new Fields(object, path);
    }
    throw new InvalidFieldException(path, path + " must be an object.");
  }
}
