package dev.sluice.api.http.errors;

import dev.sluice.api.http.requestid.RequestIds;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;

/**
 * The error shape for what never reaches Spring: a request line or header that Tomcat refuses, a
 * request that Spring Security's firewall refuses, a failing filter. Takes the place of Tomcat's
 * HTML page.
 */
final class ErrorValve extends ErrorReportValve {

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
      container.getLogger().debug("the caller was gone before it could be told", e);
    }
  }

  private static boolean ioAllowed(Response response) {
    AtomicBoolean allowed = new AtomicBoolean();
    response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, allowed);
    return allowed.get();
  }
}
