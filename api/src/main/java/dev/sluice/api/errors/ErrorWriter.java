package dev.sluice.api.errors;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** Writes an {@link ApiError} as the whole response; the one place that does. */
public final class ErrorWriter {

  private ErrorWriter() {}

  /** Does nothing where the response has begun to leave: there is nothing left to say then. */
  public static void write(HttpServletResponse response, ApiError error) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    byte[] body = prepare(response, error);
    response.getOutputStream().write(body);
  }

  static byte[] prepare(HttpServletResponse response, ApiError error) {
    byte[] body = error.toBytes();
    response.setStatus(error.status());
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setContentLength(body.length);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (error.retryAfter() != null) {
      response.setHeader(
          HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, error.retryAfter().toSeconds())));
    }
    if (error.status() == HttpServletResponse.SC_UNAUTHORIZED) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"sluice\"");
    }
    return body;
  }
}
