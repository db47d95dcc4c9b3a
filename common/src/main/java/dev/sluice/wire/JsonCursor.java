package dev.sluice.wire;

import dev.sluice.chat.TokenEstimate;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads one JSON document token by token. It is always at a value: each method checks or copies the
 * current value and stays at its last token. A broken rule throws {@link InvalidFieldException}
 * with the exact path, malformed JSON {@link tools.jackson.core.JacksonException}.
 */
final class JsonCursor {

  private static final int LONG_TEXT = 256;
  private static final String WELL_FORMED = "well-formed Unicode without unpaired surrogates.";

  private final JsonParser in;
  private final byte[] document;
  // Of records, whose requests were made canonical when they were accepted.
  private final boolean keepsEscapes;
  private int outermost = 1;
  private boolean blank;

  private JsonCursor(JsonParser in, byte[] document, boolean keepsEscapes) {
    this.in = in;
    this.document = document;
    this.keepsEscapes = keepsEscapes;
  }

  /** Reads a record; see {@link #read}. */
  static <T> T readRecord(byte[] document, Function<JsonCursor, T> reader) {
    return read(document, true, reader);
  }

  /** Reads a request; see {@link #read}. */
  static <T> T readRequest(byte[] document, Function<JsonCursor, T> reader) {
    return read(document, false, reader);
  }

  /**
   * Reads a whole document that is a JSON object in UTF-8 (RFC 8259).
   *
   * @param reader leaves the cursor at the object's end
   * @throws tools.jackson.core.JacksonException when the document is not JSON, not UTF-8 or exceeds
   *     the bounds, even after an invalid field
   * @throws InvalidFieldException as the reader does, or when the document is not an object
   */
  private static <T> T read(byte[] document, boolean isRecord, Function<JsonCursor, T> reader) {
    JsonMapper mapper = isRecord ? Json.recordMapper() : Json.requestMapper();
    try (JsonParser in = mapper.createParser(document)) {
      if (!Json.isUtf8(document) || in.nextToken() == null) {
        throw new StreamReadException(in, "not a JSON document");
      }
      T value;
      try {
        if (in.currentToken() != JsonToken.START_OBJECT) {
          throw new InvalidFieldException(null, "The document must be a JSON object.");
        }
        value = reader.apply(new JsonCursor(in, document, isRecord));
      } catch (InvalidFieldException e) {
        while (in.nextToken() != null) {
          // Malformed JSON takes precedence over invalid fields.
        }
        throw e;
      }
      if (in.nextToken() != null) {
        throw new StreamReadException(in, "more than one document");
      }
      return value;
    }
  }

  /** Reads the current object with paths that begin at its members. */
  <T> T nested(Supplier<T> reader) {
    requireObject();
    outermost = in.streamReadContext().getNestingDepth();
    T value = reader.get();
    outermost = 1;
    return value;
  }

  /** Moves through the members of the current object; see {@link #nextMember}. */
  void members(Set<String> known, Consumer<String> member) {
    for (String name = nextMember(known); name != null; name = nextMember(known)) {
      member.accept(name);
    }
  }

  /**
   * Moves to the value of the next member of the current object. Skips known members that are
   * {@code null}.
   *
   * @return its name; null at the end of the object
   */
  @Nullable String nextMember(Set<String> known) {
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      requireName(name);
      if (in.nextToken() != JsonToken.VALUE_NULL || !known.contains(name)) {
        return name;
      }
    }
    return null;
  }

  /**
   * Moves through the items of the current array.
   *
   * @return the number of items
   */
  int items(int max, IntConsumer item) {
    requireArray();
    TokenStreamContext array = in.streamReadContext().getParent();
    int count = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (count == max) {
        throw InvalidFieldException.of(path(array), "must have at most %d items.".formatted(max));
      }
      item.accept(count);
      count++;
    }
    return count;
  }

  /** Whether the value is the integer 1. */
  boolean isOne() {
    return in.currentToken() == JsonToken.VALUE_NUMBER_INT && in.getString().equals("1");
  }

  /** Skips the current value. */
  void skip() {
    in.skipChildren();
  }

  boolean isArray() {
    return in.currentToken() == JsonToken.START_ARRAY;
  }

  boolean isString() {
    return in.currentToken() == JsonToken.VALUE_STRING;
  }

  void requireObject() {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw invalid("must be an object.");
    }
  }

  private void requireArray() {
    if (!isArray()) {
      throw invalid("must be an array.");
    }
  }

  /** Text of {@code min} to {@code max} characters, well-formed Unicode. */
  String text(int min, int max) {
    requireText(min, max);
    return in.getString();
  }

  /** Copies such text without creating a string; long text as its bytes if possible. */
  void copyText(JsonGenerator out, int min, int max) {
    requireText(min, max);
    if (in.getStringLength() >= LONG_TEXT) {
      int start = Math.toIntExact(in.currentTokenLocation().getByteOffset()) + 1;
      int length = Math.toIntExact(in.currentLocation().getByteOffset()) - 1 - start;
      // As many bytes as characters: ASCII without escapes, which is canonical.
      if (keepsEscapes || length == in.getStringLength()) {
        out.writeRawUTF8String(document, start, length);
        return;
      }
    }
    out.writeString(in.getStringCharacters(), in.getStringOffset(), in.getStringLength());
  }

  private void requireText(int min, int max) {
    if (!isString()) {
      throw invalid("must be a string.");
    }
    char[] text = in.getStringCharacters();
    int end = in.getStringOffset() + in.getStringLength();
    int length = in.getStringLength();
    blank = true;
    for (int i = in.getStringOffset(); i < end; i++) {
      char c = text[i];
      if (Character.isSurrogate(c)) {
        if (!isPair(text, i, end)) {
          throw invalid("must be " + WELL_FORMED);
        }
        i++;
        length--;
        blank = false;
      } else if (blank && !Character.isWhitespace(c)) {
        blank = false;
      }
    }
    if (length < min || length > max) {
      throw invalid("must have %d to %d characters.".formatted(min, max));
    }
  }

  /** Whether the last text is empty or white space. */
  boolean isBlank() {
    return blank;
  }

  /** Whether the current text is empty. */
  boolean isEmpty() {
    return in.getStringLength() == 0;
  }

  /** The estimated tokens of the current text. */
  double tokens() {
    return TokenEstimate.of(in.getStringCharacters(), in.getStringOffset(), in.getStringLength());
  }

  int integer(int min, int max) {
    if (in.currentToken() == JsonToken.VALUE_NUMBER_INT
        && in.getNumberType() == JsonParser.NumberType.INT
        && in.getIntValue() >= min
        && in.getIntValue() <= max) {
      return in.getIntValue();
    }
    throw invalid("must be an integer from %d to %d.".formatted(min, max));
  }

  /** An integer of 64 bits. */
  long longInteger() {
    if (in.currentToken() == JsonToken.VALUE_NUMBER_INT
        && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return in.getLongValue();
    }
    throw invalid("must be an integer of at most 64 bits.");
  }

  double number(double min, double max) {
    if (in.currentToken().isNumeric() && in.getDoubleValue() >= min && in.getDoubleValue() <= max) {
      return in.getDoubleValue();
    }
    throw invalid(
        "must be a number from %s to %s."
            .formatted(BigDecimal.valueOf(min), BigDecimal.valueOf(max)));
  }

  boolean bool() {
    if (!in.currentToken().isBoolean()) {
      throw invalid("must be true or false.");
    }
    return in.currentToken() == JsonToken.VALUE_TRUE;
  }

  /** An RFC 3339 timestamp with any offset; its year in UTC has four digits, too. */
  Instant timestamp() {
    Instant instant =
        Timestamps.parse(text(1, 64)).orElseThrow(() -> invalid("must be an RFC 3339 timestamp."));
    if (!Timestamps.hasYearOfFourDigits(instant)) {
      throw invalid("must be an RFC 3339 timestamp of the years 0000 to 9999.");
    }
    return instant;
  }

  <T> T enumValue(Function<String, Optional<T>> parser, String allowed) {
    return parser
        .apply(text(0, Integer.MAX_VALUE))
        .orElseThrow(() -> invalid("must be one of " + allowed + "."));
  }

  /** Copies the current value of any type; numbers keep their digits. */
  void copy(JsonGenerator out) {
    copy(out, false);
  }

  /**
   * Copies the current value.
   *
   * @param portable whether numbers must be within the range of a double, as in a JSON Schema, so
   *     that every reader gets the same number
   */
  void copy(JsonGenerator out, boolean portable) {
    TokenStreamContext context = in.streamReadContext();
    boolean container = in.currentToken().isStructStart();
    TokenStreamContext top = container ? context.getParent() : context;
    int depth = 0;
    while (true) {
      switch (in.currentToken()) {
        case START_OBJECT -> out.writeStartObject();
        case START_ARRAY -> out.writeStartArray();
        case END_OBJECT -> out.writeEndObject();
        case END_ARRAY -> out.writeEndArray();
        case PROPERTY_NAME -> {
          requireName(in.currentName());
          out.writeName(in.currentName());
        }
        case VALUE_STRING -> {
          char[] text = in.getStringCharacters();
          if (!isWellFormed(text, in.getStringOffset(), in.getStringLength())) {
            throw InvalidFieldException.of(path(top), "must have text of " + WELL_FORMED);
          }
          out.writeString(text, in.getStringOffset(), in.getStringLength());
        }
        case VALUE_NUMBER_INT -> out.writeNumber(in.getString());
        case VALUE_NUMBER_FLOAT -> {
          if (portable && !Double.isFinite(in.getDoubleValue())) {
            throw InvalidFieldException.of(
                path(top), "must have numbers within the range of a double only.");
          }
          out.writeNumber(in.getString());
        }
        case VALUE_TRUE -> out.writeBoolean(true);
        case VALUE_FALSE -> out.writeBoolean(false);
        case VALUE_NULL -> out.writeNull();
        case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
            throw new IllegalStateException("JSON from bytes has neither");
      }
      depth += in.currentToken().isStructStart() ? 1 : in.currentToken().isStructEnd() ? -1 : 0;
      if (depth == 0) {
        return;
      }
      in.nextToken();
    }
  }

  // Jackson refuses keys that are not well-formed.
  private static void requireName(String name) {
    if (name.length() > Json.MAX_NAME_LENGTH) {
      throw new StreamConstraintsException("a key is too long");
    }
  }

  /** Whether every surrogate is paired, so that the text can be encoded as UTF-8. */
  static boolean isWellFormed(char[] text, int offset, int length) {
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      if (Character.isSurrogate(text[i])) {
        if (!isPair(text, i, end)) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  private static boolean isPair(char[] text, int at, int end) {
    return at + 1 < end
        && Character.isHighSurrogate(text[at])
        && Character.isLowSurrogate(text[at + 1]);
  }

  /** About the current value, or the object or array that has just ended. */
  InvalidFieldException invalid(String rule) {
    return InvalidFieldException.of(path(in.streamReadContext()), rule);
  }

  /** About a member of the object that has just ended. */
  InvalidFieldException invalid(String member, String rule) {
    String object = path(in.streamReadContext());
    return InvalidFieldException.of(object.isEmpty() ? member : object + "." + member, rule);
  }

  /** About the object that the current value is a member of. */
  InvalidFieldException invalidOwner(String rule) {
    TokenStreamContext context = in.streamReadContext();
    TokenStreamContext object = in.currentToken().isStructStart() ? context.getParent() : context;
    return InvalidFieldException.of(path(object.getParent()), rule);
  }

  private String path(@Nullable TokenStreamContext context) {
    StringBuilder path = new StringBuilder();
    append(path, context);
    return path.toString();
  }

  private void append(StringBuilder path, @Nullable TokenStreamContext context) {
    if (context == null || context.getNestingDepth() < outermost) {
      return;
    }
    append(path, context.getParent());
    if (context.inObject() && context.currentName() != null) {
      path.append(path.isEmpty() ? "" : ".").append(context.currentName());
    } else if (context.inArray() && context.hasCurrentIndex()) {
      path.append('[').append(context.getCurrentIndex()).append(']');
    }
  }
}
