package dev.sluice.api.http.body;

import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;

/**
 * Reads a request's body as one JSON document in UTF-8 (RFC 8259). No more than the limit is held,
 * however long the body is or claims to be, of all requests together no more than {@code
 * sluice.body.max-held}, and none is waited for longer than {@code sluice.body.read-timeout}.
 */
@Component
public final class JsonBody {

  private static final String BEYOND_BOUNDS =
      ("The document is beyond its bounds: %d levels, %d tokens (brackets, keys and values), keys"
              + " of %d and numbers of %d characters.")
          .formatted(
              Json.MAX_DEPTH,
              Json.MAX_REQUEST_TOKENS,
              Json.MAX_NAME_LENGTH,
              Json.MAX_NUMBER_LENGTH);

  /** Measured: a document of 100 000 tokens, the most that it may have, is a tree of 12.8 MB. */
  private static final int TREE_FACTOR = 3;

  private final BodyBytes bytes;
  private final HeldBodies held;

  JsonBody(BodyBytes bytes, HeldBodies held) {
    this.bytes = bytes;
    this.held = held;
  }

  /**
   * The document as a tree, for bodies that are small or rare: the memory that it takes is counted
   * as so many times that of its bytes.
   *
   * @throws ApiException as {@link #read(HttpServletRequest, Function)}
   */
  public JsonNode read(HttpServletRequest request) {
    return read(
        request,
        document -> {
          bytes.take(request, TREE_FACTOR * document.length);
          return tree(document);
        });
  }

  /**
   * What a reader makes of the document; it throws {@link JacksonException} for what is none.
   *
   * @throws ApiException 400 for what is no JSON document, 408 for one that comes too slowly, 413
   *     for one over the limit, 415 for another encoding, 503 while others take all memory
   */
  public <T> T read(HttpServletRequest request, Function<byte[], T> reader) {
    BodyMedia.requirePlainUtf8(request);
    return parse(bytes.read(request), reader);
  }

  /**
   * For requests that may do without a body, and have no JSON.
   *
   * @throws ApiException 415 for a body, or the type of one; else as {@link #read}
   */
  public void requireNone(HttpServletRequest request) {
    if (request.getContentType() != null || bytes.read(request).length > 0) {
      throw new ApiException(ApiError.ofStatus(415));
    }
  }

  /**
   * What a reader makes of a document that has arrived already.
   *
   * @throws ApiException 400 where it is no JSON document
   */
  public <T> T parse(byte[] document, Function<byte[], T> reader) {
    try {
      return reader.apply(document);
    } catch (StreamConstraintsException _) {
      throw malformed(BEYOND_BOUNDS);
    } catch (JacksonException _) {
      if (isBlank(document)) {
        throw malformed("The body is empty; it must be a JSON document.");
      }
      throw malformed(
          Json.isUtf8(document)
              ? "The body is not a valid JSON document."
              : "The body is not valid UTF-8.");
    }
  }

  private static JsonNode tree(byte[] document) {
    if (!Json.isUtf8(document)) {
      throw malformed("The body is not valid UTF-8.");
    }
    JsonNode node = Json.requestMapper().readTree(document);
    if (node.isMissingNode()) {
      throw malformed("The body is empty; it must be a JSON document.");
    }
    return node;
  }

  private static boolean isBlank(byte[] document) {
    for (byte b : document) {
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return false;
      }
    }
    return true;
  }

  /**
   * Of the body that was read, only so many bytes are needed any more: others may have the rest.
   * For requests that go on for long after their body was read.
   */
  public void keep(HttpServletRequest request, long bytes) {
    held.keep(request, bytes);
  }

  /** Largest document, in bytes. */
  public int limit() {
    return bytes.limit();
  }

  /** What is said of a document over the limit. */
  public ApiError tooLarge() {
    return bytes.tooLarge();
  }

  private static ApiException malformed(String message) {
    return new ApiException(ErrorCode.MALFORMED_JSON.because(message));
  }
}
