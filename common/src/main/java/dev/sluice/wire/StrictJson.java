package dev.sluice.wire;

import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.json.JsonMapper;

/** Reads a whole document that is a JSON object in UTF-8 (RFC 8259). */
final class StrictJson {

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
      if (!Json.isUtf8(document) || in.nextToken() == null) {
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
}
