package dev.sluice.wire;

import dev.sluice.chat.TokenEstimate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;

/**
 * Checks parts of a request and copies them, counting their tokens if wanted. Leaves out known
 * members that are {@code null} and empty arrays; copies unknown members unchanged.
 */
final class RequestCopy {

  private static final Pattern NAME = Pattern.compile(RequestBounds.NAME_PATTERN);

  /** Checks and copies one member of an object, including its name. */
  @FunctionalInterface
  interface MemberCopier {
    void copy(RequestCopy request, String name);
  }

  /** The known members of an object, and the required ones among them. */
  static final class ObjectShape implements MemberCopier {

    private final Map<String, MemberCopier> members = new HashMap<>();
    private final List<String> required;

    private ObjectShape(List<String> required) {
      this.required = required;
    }

    static ObjectShape requiring(String... names) {
      return new ObjectShape(List.of(names));
    }

    ObjectShape with(String name, MemberCopier copier) {
      members.put(name, copier);
      return this;
    }

    @Override
    public void copy(RequestCopy request, String name) {
      request.out().writeName(name);
      request.object(this);
    }
  }

  private final JsonCursor in;
  private final JsonBuffer buffer;
  private final boolean counting;
  private double tokens = TokenEstimate.PER_PROMPT;
  private String lastEnumValue = "";

  RequestCopy(JsonCursor in, JsonBuffer buffer, boolean counting) {
    this.in = in;
    this.buffer = buffer;
    this.counting = counting;
  }

  JsonCursor in() {
    return in;
  }

  JsonGenerator out() {
    return buffer.json();
  }

  /** Copies a member unchanged. */
  void raw(String name) {
    out().writeName(name);
    in.copy(out());
  }

  /** Copies a text that the model reads. */
  void text(String name, int min, int max) {
    opaqueText(name, min, max);
    if (counting) {
      tokens += in.tokens();
    }
  }

  /** Copies a text that the model does not read, so that it has no tokens. */
  void opaqueText(String name, int min, int max) {
    out().writeName(name);
    in.copyText(out(), min, max);
  }

  /** Copies the name of a function or schema. */
  void identifier(String name) {
    String value = in.text(1, RequestBounds.MAX_NAME);
    if (!NAME.matcher(value).matches()) {
      throw in.invalid("must match ^" + NAME + "$.");
    }
    out().writeStringProperty(name, value);
    tokens += TokenEstimate.of(value);
  }

  void bool(String name) {
    out().writeBooleanProperty(name, in.bool());
  }

  void enumValue(String name, List<String> allowed, String rule) {
    lastEnumValue = in.text(0, Json.MAX_STRING_LENGTH);
    if (!allowed.contains(lastEnumValue)) {
      throw in.invalid(rule);
    }
    out().writeStringProperty(name, lastEnumValue);
  }

  String lastEnumValue() {
    return lastEnumValue;
  }

  /** Copies a JSON Schema, which the model reads as its text. */
  void schema(String name) {
    in.requireObject();
    out().writeName(name);
    int start = counting ? buffer.position() : 0;
    in.copy(out(), true);
    if (counting) {
      // From behind the colon.
      tokens += TokenEstimate.of(buffer.textFrom(start + 1));
    }
  }

  void count(double more) {
    tokens += more;
  }

  /** The estimated tokens of what was copied. */
  long tokens() {
    return (long) Math.ceil(tokens);
  }

  /**
   * Copies an object.
   *
   * @return the names of its members
   */
  Set<String> object(ObjectShape shape) {
    in.requireObject();
    out().writeStartObject();
    Set<String> given = new HashSet<>();
    in.members(
        shape.members.keySet(),
        name -> {
          given.add(name);
          shape.members.getOrDefault(name, RequestCopy::raw).copy(this, name);
        });
    out().writeEndObject();
    for (String name : shape.required) {
      if (!given.contains(name)) {
        throw in.invalid(name, "is required.");
      }
    }
    return given;
  }

  /**
   * Copies an array unless it is empty.
   *
   * @return the number of its items
   */
  int array(String name, int max, IntConsumer item) {
    int items =
        in.items(
            max,
            index -> {
              if (index == 0) {
                out().writeName(name);
                out().writeStartArray();
              }
              item.accept(index);
            });
    if (items > 0) {
      out().writeEndArray();
    }
    return items;
  }
}
