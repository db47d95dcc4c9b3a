package dev.sluice.api.http.body;

import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;

/**
 * Reads a request's body as one JSON document in UTF-8 (RFC 8259), within three bounds: its size
 * ({@code sluice.body.max-size}), the time that it takes to arrive ({@code read-timeout}) and the
 * memory of all bodies ({@code max-memory}).
 */
@Component
public final class JsonBody {

  /** A record's component that is injected by this name gets the names of the body's members. */
  public static final String MEMBERS = "members";

  private static final String BEYOND_BOUNDS =
      ("The document is beyond its bounds: %d levels, %d tokens (brackets, keys and values), keys"
              + " of %d and numbers of %d characters.")
          .formatted(
              Json.MAX_DEPTH,
              Json.MAX_REQUEST_TOKENS,
              Json.MAX_NAME_LENGTH,
              Json.MAX_NUMBER_LENGTH);

  /** Measured: a tree of 100 000 tokens, the maximum, takes 12.8 MB. */
  private static final int TREE_FACTOR = 3;

  private static final int BUFFER_SIZE = 16 * 1024;

  private final int limit;
  private final long timeoutNanos;
  private final BodyMemory memory;

  JsonBody(BodyProperties properties, BodyMemory memory) {
    this.limit = Math.toIntExact(properties.maxSize().toBytes());
    this.timeoutNanos = properties.readTimeout().toNanos();
    this.memory = memory;
  }

  /**
   * The document as a tree, for bodies that are small or rare.
   *
   * @throws ApiException as {@link #read(HttpServletRequest, Function)}
   */
  public JsonNode read(HttpServletRequest request) {
    return read(
        request,
        document -> {
          acquire(request, TREE_FACTOR * document.length);
          return tree(document);
        });
  }

  /**
   * Applies a reader, which throws {@link JacksonException} for an invalid document.
   *
   * @throws ApiException 400 for an invalid or incomplete document, 408 for one that arrives too
   *     slowly, 413 for one over the limit, 415 for another encoding, 503 while memory is short
   */
  public <T> T read(HttpServletRequest request, Function<byte[], T> reader) {
    requirePlainUtf8(request);
    return parse(readBytes(request), reader);
  }

  /**
   * Requires that there is no body.
   *
   * @throws ApiException 415 for a body or a content type; else as {@link #read}
   */
  public void requireNone(HttpServletRequest request) {
    if (request.getContentType() != null || readBytes(request).length > 0) {
      throw new ApiException(ApiError.ofStatus(415));
    }
  }

  /**
   * Applies a reader to a document that has arrived already.
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

  /** Acquires memory as bytes arrive, so that an announced length costs nothing. */
  private byte[] readBytes(HttpServletRequest request) {
    if (request.getContentLengthLong() > limit) {
      throw new ApiException(tooLarge());
    }
    long start = System.nanoTime();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      InputStream in = request.getInputStream();
      byte[] buffer = new byte[BUFFER_SIZE];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (bytes.size() + read > limit) {
          throw new ApiException(tooLarge());
        }
        if (System.nanoTime() - start > timeoutNanos) {
          throw ErrorCode.REQUEST_TIMEOUT.exception();
        }
        acquire(request, read);
        bytes.write(buffer, 0, read);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw isTimeout(e)
          ? ErrorCode.REQUEST_TIMEOUT.exception()
          : malformed("The body ended early or could not be read.");
    }
  }

  private void acquire(HttpServletRequest request, int size) {
    if (!memory.tryAcquire(request, size)) {
      throw ErrorCode.OVERLOADED.exception();
    }
  }

  private static boolean isTimeout(IOException failure) {
    return failure instanceof SocketTimeoutException
        || failure.getCause() instanceof SocketTimeoutException;
  }

  /**
   * Requires UTF-8 (RFC 8259, 8.1) without a content coding.
   *
   * @throws ApiException 415
   */
  public static void requirePlainUtf8(HttpServletRequest request) {
    if (Collections.list(request.getHeaders(HttpHeaders.CONTENT_TYPE)).size() != 1) {
      throw unsupportedMedia("The body must have one Content-Type.");
    }
    Charset charset = MediaType.parseMediaType(request.getContentType()).getCharset();
    if (charset != null && !charset.equals(StandardCharsets.UTF_8)) {
      throw unsupportedMedia("The body must be encoded in UTF-8.");
    }
    String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (coding != null && !coding.strip().equalsIgnoreCase("identity")) {
      throw unsupportedMedia("The body must be sent without a Content-Encoding.");
    }
  }

  private static ApiException unsupportedMedia(String message) {
    return new ApiException(ErrorCode.UNSUPPORTED_MEDIA_TYPE.because(message));
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

  /** Releases the memory of the body beyond that many bytes, for requests that run long. */
  public void releaseBeyond(HttpServletRequest request, long bytes) {
    memory.releaseBeyond(request, bytes);
  }

  /** The maximum size of a document, in bytes. */
  public int limit() {
    return limit;
  }

  public ApiError tooLarge() {
    return ErrorCode.BODY_TOO_LARGE.error(limit);
  }

  private static ApiException malformed(String message) {
    return new ApiException(ErrorCode.MALFORMED_JSON.because(message));
  }
}
