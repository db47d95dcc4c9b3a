package dev.sluice.api.http.connector;

import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.errors.ErrorWriter;
import dev.sluice.api.http.requestid.RequestIds;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;

/**
 * Writes the error shape for requests that never reach Spring: a request line or header that Tomcat
 * refuses, a request that Spring Security's firewall refuses, a failing filter. Replaces Tomcat's
 * HTML page. After a 408 it closes the connection, as the rest of the body is not coming.
 */
final class ErrorValve extends ErrorReportValve {

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    super.invoke(request, response);
    if (response.getStatus() == HttpServletResponse.SC_REQUEST_TIMEOUT) {
      request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    if (response.getStatus() < 400 || response.getContentWritten() > 0 || !ioAllowed(response)) {
      return;
    }
    if (!response.setErrorReported()) {
      return;
    }
    if (response.getHeader(RequestIds.HEADER) == null) {
      response.setHeader(RequestIds.HEADER, RequestIds.of(request.getHeader(RequestIds.HEADER)));
    }
    try {
      byte[] body = ErrorWriter.prepare(response, ApiError.ofStatus(response.getStatus()));
      response.getOutputStream().write(body);
      response.finishResponse();
    } catch (IOException e) {
      container.getLogger().debug("the client disconnected before the error was sent", e);
    }
  }

  private static boolean ioAllowed(Response response) {
    AtomicBoolean allowed = new AtomicBoolean();
    response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, allowed);
    return allowed.get();
  }
}
