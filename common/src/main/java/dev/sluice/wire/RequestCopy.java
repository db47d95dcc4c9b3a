package dev.sluice.wire;

import dev.sluice.chat.TokenEstimate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;

/**
 * Checks parts of a request and copies them as they come, counting tokens where that is wanted.
 * Known members that are {@code null} and empty arrays are left out; members that are not known are
 * copied as they are.
 */
final class RequestCopy {

  private static final Pattern NAME = Pattern.compile(RequestBounds.NAME_PATTERN);

  /** Copies a member of an object, its name included. */
  interface Member {
    void copy(RequestCopy copy, String name);
  }

  /** What an object may and must have. */
  record Shape(Map<String, Member> members, List<String> required) {

    /** An object of this shape as a member of another one. */
    Member asMember() {
      return (copy, name) -> {
        copy.out().writeName(name);
        copy.object(this);
      };
    }
  }

  private final JsonCursor in;
  private final JsonBuffer buffer;
  private final boolean counting;
  private double tokens = TokenEstimate.PER_PROMPT;
  private String word = "";

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

  /** Copies a member as it is. */
  void raw(String name) {
    out().writeName(name);
    in.copy(out());
  }

  /** Copies a text that the model reads. */
  void text(String name, int min, int max) {
    uncounted(name, min, max);
    if (counting) {
      tokens += in.tokens();
    }
  }

  /** Copies a text that the model does not read. */
  void uncounted(String name, int min, int max) {
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

  /** Copies one of these words, which {@link #word} gives afterwards. */
  void word(String name, List<String> allowed, String rule) {
    word = in.text(0, Json.MAX_STRING_LENGTH);
    if (!allowed.contains(word)) {
      throw in.invalid(rule);
    }
    out().writeStringProperty(name, word);
  }

  /** The word that was copied last. */
  String word() {
    return word;
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

  /** About how many tokens were read, rounded up. */
  long tokens() {
    return (long) Math.ceil(tokens);
  }

  /**
   * Copies an object.
   *
   * @return which of its known members are given
   */
  Set<String> object(Shape shape) {
    in.requireObject();
    out().writeStartObject();
    Set<String> given = new HashSet<>();
    Set<String> known = shape.members().keySet();
    for (String name = in.nextMember(known); name != null; name = in.nextMember(known)) {
      given.add(name);
      shape.members().getOrDefault(name, RequestCopy::raw).copy(this, name);
    }
    out().writeEndObject();
    for (String name : shape.required()) {
      if (!given.contains(name)) {
        throw in.invalid(name, "is required.");
      }
    }
    return given;
  }

  /**
   * Copies an array, but not where it is empty.
   *
   * @return how many items it has
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
