package dev.sluice.api.limit;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.web.util.OnCommittedResponseWrapper;

/** Tells how the limits stand once more, right before the answer begins to leave. */
final class LimitedResponse extends OnCommittedResponseWrapper {

  private final HttpServletResponse response;
  private final LimitHeaders headers;

  LimitedResponse(HttpServletResponse response, LimitHeaders headers) {
    super(response);
    this.response = response;
    this.headers = headers;
  }

  @Override
  protected void onResponseCommitted() {
    headers.write(response);
  }
}
