package dev.sluice.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.json.JsonMapper;

/** Reads a whole document that is a JSON object in UTF-8 (RFC 8259). */
final class StrictJson {

  private static final int DECODED_AT_ONCE = 8192;

  private StrictJson() {}

  /**
   * What the reader makes of the document; it leaves the cursor at the object's end.
   *
   * @throws tools.jackson.core.JacksonException where the document is not JSON, not UTF-8 or beyond
   *     the mapper's bounds, even where an invalid field stands before that
   * @throws InvalidFieldException as the reader does, or where the document is not an object
   */
  static <T> T read(JsonMapper mapper, byte[] document, Function<JsonCursor, T> reader) {
    try (JsonParser in = mapper.createParser(document)) {
      if (!isUtf8(document) || in.nextToken() == null) {
        throw new StreamReadException(in, "not a JSON document");
      }
      T value;
      try {
        JsonCursor cursor = new JsonCursor(in);
        if (in.currentToken() != JsonToken.START_OBJECT) {
          throw new InvalidFieldException(null, "The document must be a JSON object.");
        }
        value = reader.apply(cursor);
      } catch (InvalidFieldException e) {
        while (in.nextToken() != null) {
          // What is no JSON document has no invalid fields.
        }
        throw e;
      }
      if (in.nextToken() != null) {
        throw new StreamReadException(in, "more than one document");
      }
      return value;
    }
  }

  /** Strictly: Jackson's own decoder lets some malformed UTF-8 pass. */
  private static boolean isUtf8(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer input = ByteBuffer.wrap(bytes);
    CharBuffer output = CharBuffer.allocate(Math.min(bytes.length + 1, DECODED_AT_ONCE));
    CoderResult result;
    do {
      output.clear();
      result = decoder.decode(input, output, true);
    } while (result.isOverflow());
    return !result.isError();
  }
}
