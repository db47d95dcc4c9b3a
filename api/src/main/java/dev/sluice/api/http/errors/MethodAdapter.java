package dev.sluice.api.http.errors;

import dev.sluice.api.http.requestid.RequestIds;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;

/**
 * Answers what Tomcat would answer by itself before any valve: {@code OPTIONS *} (RFC 9110, 9.3.7)
 * with the methods that are taken anywhere and a request id, and {@code TRACE} as every other
 * method that nothing takes, with 405 and what the path does take.
 */
final class MethodAdapter implements Adapter {

  static final String METHODS = "GET, HEAD, POST, PATCH, DELETE, OPTIONS";

  private final Adapter next;

  private MethodAdapter(Adapter next) {
    this.next = next;
  }

  /** Stands before the connector's own adapter, which it makes when it is initialised. */
  static void standBefore(Connector connector) {
    connector.addLifecycleListener((LifecycleEvent event) -> {
      if (event.getType().equals(Lifecycle.AFTER_INIT_EVENT)) {
        var protocol = connector.getProtocolHandler();
        protocol.setAdapter(new MethodAdapter(protocol.getAdapter()));
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
      // Methods are case-sensitive: one that neither Tomcat nor any endpoint knows.
      request.setMethod("trace");
    }
    next.service(request, response);
  }

  @Override
  public boolean prepare(Request request, Response response) throws Exception {
    return next.prepare(request, response);
  }

  @Override
  public boolean asyncDispatch(Request request, Response response, SocketEvent event)
      throws Exception {
    return next.asyncDispatch(request, response, event);
  }

  @Override
  public void log(Request request, Response response, long time) {
    next.log(request, response, time);
  }

  @Override
  public void checkRecycled(Request request, Response response) {
    next.checkRecycled(request, response);
  }

  @Override
  public String getDomain() {
    return next.getDomain();
  }
}
