package dev.sluice.wire;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object read field by field, each with its path, so that what is wrong can be said exactly.
 * A field that is absent or {@code null} counts as not given. Every method throws {@link
 * InvalidFieldException}.
 */
public final class Fields {

  private static final Instant YEAR_0 = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

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
    if (!isWellFormed(value)) {
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

  /** An integer of 64 bits. */
  public Optional<Long> longInteger(String name) {
    JsonNode node = node(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw invalid(name, "must be an integer of at most 64 bits.");
    }
    return Optional.of(node.longValue());
  }

  public Optional<Double> number(String name, double min, double max) {
    JsonNode node = node(name);
    if (node == null) {
      return Optional.empty();
    }
    String rule =
        "must be a number from %s to %s."
            .formatted(BigDecimal.valueOf(min), BigDecimal.valueOf(max));
    if (!node.isNumber()) {
      throw invalid(name, rule);
    }
    double value = node.doubleValue();
    if (Double.isNaN(value) || value < min || value > max) {
      throw invalid(name, rule);
    }
    return Optional.of(value);
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
          if (instant.isBefore(YEAR_0) || !instant.isBefore(YEAR_10000)) {
            throw invalid(name, "must be an RFC 3339 timestamp of the years 0000 to 9999.");
          }
          return instant;
        });
  }

  /** One of a closed set of words. */
  public <T> Optional<T> word(
      String name, Function<String, Optional<T>> parser, String allowedWords) {
    return text(name, 0, Integer.MAX_VALUE)
        .map(value ->
            parser
                .apply(value)
                .orElseThrow(() -> invalid(name, "must be one of " + allowedWords + ".")));
  }

  public Optional<Fields> object(String name) {
    return Optional.ofNullable(node(name)).map(node -> nested(node, path(name)));
  }

  /**
   * A nested object kept as it is, e.g. a JSON Schema. Whoever reads it after us reads the same:
   * keys and text are well-formed Unicode, and no number is beyond a double's range.
   */
  public Optional<ObjectNode> rawObject(String name) {
    Optional<ObjectNode> raw = object(name).map(fields -> fields.object);
    raw.ifPresent(node -> requirePortable(node, name));
    return raw;
  }

  /** Recursion is bounded by the depth of a document. */
  private void requirePortable(JsonNode node, String name) {
    if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
      throw invalid(name, "must have numbers within the range of a double only.");
    }
    if ((node.isString() && !isWellFormed(node.stringValue()))
        || (node instanceof ObjectNode members
            && !members.propertyNames().stream().allMatch(Fields::isWellFormed))) {
      throw invalid(
          name, "must have keys and text of well-formed Unicode without unpaired surrogates.");
    }
    node.values().forEach(child -> requirePortable(child, name));
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

  /** An array of objects; empty where not given. */
  public <T> List<T> objects(String name, int maxItems, Function<Fields, T> reader) {
    return items(name, maxItems, (node, path) -> reader.apply(nested(node, path)));
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

  /** Whether every surrogate is paired: whether the text can be written as UTF-8. */
  static boolean isWellFormed(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < value.length()
                && Character.isLowSurrogate(value.charAt(i + 1));
        if (!paired) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
