package dev.sluice.provider.call;

import java.io.Closeable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the known members of JSON without building a tree. Any value may be missing, null or of an
 * unexpected kind, and is then skipped. Every method reads the whole current value. Not
 * thread-safe.
 */
public final class JsonReader implements Closeable {

  /** Reads the value of a member; the unread rest is skipped. */
  public interface Member {
    void read(String name) throws UpstreamException;
  }

  /** Reads an element of an array; the unread rest is skipped. */
  public interface Element {
    void read() throws UpstreamException;
  }

  /** Reads a document. */
  public interface Document {
    void read(JsonReader json) throws UpstreamException;
  }

  /** Longest document and longest line of a stream, in bytes. */
  public static final int MAX_BYTES = 8 * 1024 * 1024;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(MAX_BYTES).build())
          .build();

  private final String text;
  private final JsonParser parser;

  private JsonReader(String text) {
    this.text = text;
    this.parser = FACTORY.createParser(ObjectReadContext.empty(), text);
  }

  /**
   * Reads each of the documents that the text consists of; usually that is one.
   *
   * @throws UpstreamException also if the text is not JSON
   */
  public static void documents(String text, Document document) throws UpstreamException {
    try (JsonReader json = new JsonReader(text)) {
      while (json.parser.nextToken() != null) {
        document.read(json);
        json.skip();
      }
    } catch (UnexpectedEndOfInputException _) {
      throw new UpstreamException(Failure.TRUNCATED);
    } catch (JacksonException _) {
      throw new UpstreamException(Failure.MALFORMED);
    }
  }

  public boolean isObject() {
    return parser.currentToken() == JsonToken.START_OBJECT;
  }

  public boolean isArray() {
    return parser.currentToken() == JsonToken.START_ARRAY;
  }

  public boolean isString() {
    return parser.currentToken() == JsonToken.VALUE_STRING;
  }

  public boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  /** Reads each member of an object; none of another value. */
  public void members(Member member) throws UpstreamException {
    if (!isObject()) {
      return;
    }
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      member.read(name);
      skip();
    }
  }

  /** Reads each element of an array; none of another value. */
  public void elements(Element element) throws UpstreamException {
    if (!isArray()) {
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      element.read();
      skip();
    }
  }

  /** The string; empty if the value is none. */
  public String text() {
    return isString() ? parser.getString() : "";
  }

  /** The number without its fraction, at most 2^53; absent if the value is none. */
  public @Nullable Long number() {
    JsonToken token = parser.currentToken();
    return token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT
        ? (long) Math.clamp(parser.getDoubleValue(), -0x1p53, 0x1p53)
        : null;
  }

  /** A string's text, or the JSON of another value exactly as it was written; empty for null. */
  public String textOrJson() {
    if (isString()) {
      return parser.getString();
    }
    if (isNull()) {
      return "";
    }
    long start = parser.currentTokenLocation().getCharOffset();
    skip();
    parser.finishToken();
    return text.substring((int) start, (int) parser.currentLocation().getCharOffset());
  }

  private void skip() {
    if (isObject() || isArray()) {
      parser.skipChildren();
    }
  }

  @Override
  public void close() {
    parser.close();
  }
}
