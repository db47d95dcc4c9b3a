package dev.sluice.api.body;

import dev.sluice.api.errors.ApiError;
import dev.sluice.api.errors.ApiException;
import dev.sluice.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads a request's body as one JSON document in UTF-8 (RFC 8259). No more than the limit is held,
 * however long the body is or claims to be.
 */
@Component
public final class JsonBody {

  private final int limit;

  JsonBody(BodyProperties properties) {
    this.limit = Math.toIntExact(properties.maxSize().toBytes());
  }

  /**
   * The document.
   *
   * @throws ApiException 413 for a body over the limit, 400 for one that is no JSON document
   */
  public JsonNode read(HttpServletRequest request) {
    byte[] bytes = bytes(request);
    try {
      // Jackson's own decoder lets some malformed UTF-8 pass.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      JsonNode document = Json.mapper().readTree(text);
      if (document.isMissingNode()) {
        throw malformed("The body is empty; it must be a JSON document.");
      }
      return document;
    } catch (CharacterCodingException _) {
      throw malformed("The body is not valid UTF-8.");
    } catch (JacksonException _) {
      throw malformed("The body is not a valid JSON document.");
    }
  }

  private byte[] bytes(HttpServletRequest request) {
    if (request.getContentLengthLong() > limit) {
      throw tooLarge();
    }
    byte[] bytes;
    try {
      bytes = request.getInputStream().readNBytes(limit + 1);
    } catch (IOException _) {
      throw malformed("The body ended early or could not be read.");
    }
    if (bytes.length > limit) {
      throw tooLarge();
    }
    return bytes;
  }

  private ApiException tooLarge() {
    return new ApiException(
        ApiError.of(
            413, "body_too_large", "The body must have at most %d bytes.".formatted(limit)));
  }

  private static ApiException malformed(String message) {
    return new ApiException(ApiError.invalid("malformed_json", message, null));
  }
}
