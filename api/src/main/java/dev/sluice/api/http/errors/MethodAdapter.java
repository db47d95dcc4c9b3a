package dev.sluice.api.http.errors;

import dev.sluice.api.http.requestid.RequestIds;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.apache.coyote.Response;

/**
 * Handles the two requests that Tomcat answers before any valve, without the request id: {@code
 * OPTIONS *} (RFC 9110, 9.3.7), and {@code TRACE}, which gets the same 405 as any unknown method.
 */
final class MethodAdapter extends CoyoteAdapter {

  static final String METHODS = "GET, HEAD, POST, PATCH, DELETE, OPTIONS";

  private MethodAdapter(Connector connector) {
    super(connector);
  }

  /** Replaces the adapter that the connector creates when it is initialised. */
  static void install(Connector connector) {
    connector.addLifecycleListener((LifecycleEvent event) -> {
      if (event.getType().equals(Lifecycle.AFTER_INIT_EVENT)) {
        connector.getProtocolHandler().setAdapter(new MethodAdapter(connector));
      }
    });
  }

  @Override
  public void service(Request request, Response response) throws Exception {
    // A request that Tomcat refuses may have no method.
    if ("OPTIONS".equals(request.getMethod()) && request.requestURI().equals("*")) {
      response.setStatus(200);
      response.setHeader("Allow", METHODS);
      response.setHeader(RequestIds.HEADER, RequestIds.of(request.getHeader(RequestIds.HEADER)));
      response.setContentLength(0);
      response.action(ActionCode.CLOSE, null);
      return;
    }
    if ("TRACE".equals(request.getMethod())) {
      // Methods are case-sensitive, so no endpoint has this one.
      request.setMethod("trace");
    }
    super.service(request, response);
  }
}
