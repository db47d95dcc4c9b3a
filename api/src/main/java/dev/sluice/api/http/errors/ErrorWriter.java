package dev.sluice.api.http.errors;

import dev.sluice.wire.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** The only place that writes an {@link ApiError} as a response. */
public final class ErrorWriter {

  /** The default of {@code WWW-Authenticate} in a 401. */
  public static final String CHALLENGE = "Bearer realm=\"sluice\"";

  /** With a longer time, client libraries are told not to wait and retry. */
  private static final long LONGEST_RETRY_SECONDS = 60;

  private ErrorWriter() {}

  /** Does nothing where the response is already committed. */
  public static void write(HttpServletResponse response, ApiError error) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    byte[] body = prepare(response, error);
    response.getOutputStream().write(body);
  }

  /** Sets everything but the body, which it returns. */
  public static byte[] prepare(HttpServletResponse response, ApiError error) {
    byte[] body = Json.mapper().writeValueAsBytes(error.body());
    response.setStatus(error.status());
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setContentLength(body.length);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    Long retryAfter = error.retryAfterSeconds();
    if (retryAfter != null) {
      response.setHeader(HttpHeaders.RETRY_AFTER, retryAfter.toString());
      if (retryAfter > LONGEST_RETRY_SECONDS) {
        response.setHeader("x-should-retry", "false");
      }
    }
    if (error.status() == HttpServletResponse.SC_UNAUTHORIZED
        && !response.containsHeader(HttpHeaders.WWW_AUTHENTICATE)) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
    }
    return body;
  }
}
