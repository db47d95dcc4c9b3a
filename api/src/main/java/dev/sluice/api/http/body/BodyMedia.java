package dev.sluice.api.http.body;

import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** What a body says of itself, beyond the type that the mapping has looked at. */
public final class BodyMedia {

  private BodyMedia() {}

  /**
   * Insists on UTF-8 (RFC 8259, 8.1) without a content coding.
   *
   * @throws ApiException 415
   */
  public static void requirePlainUtf8(HttpServletRequest request) {
    if (Collections.list(request.getHeaders(HttpHeaders.CONTENT_TYPE)).size() != 1) {
      throw unsupported("The body must have one Content-Type.");
    }
    Charset charset = MediaType.parseMediaType(request.getContentType()).getCharset();
    if (charset != null && !charset.equals(StandardCharsets.UTF_8)) {
      throw unsupported("The body must be encoded in UTF-8.");
    }
    String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (coding != null && !coding.strip().equalsIgnoreCase("identity")) {
      throw unsupported("The body must be sent without a Content-Encoding.");
    }
  }

  private static ApiException unsupported(String message) {
    return new ApiException(ErrorCode.UNSUPPORTED_MEDIA_TYPE.because(message));
  }
}
