package dev.sluice.api.http.connector;

import dev.sluice.api.http.requestid.RequestIds;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's HTTP/1.1, whose requests know their connection, and which handles two requests that
 * Tomcat answers before any valve, without the request id: {@code OPTIONS *} (RFC 9110, 9.3.7), and
 * {@code TRACE}, which gets the same 405 as any unknown method. Public because Tomcat instantiates
 * it by name.
 */
public final class ApiProtocol extends Http11NioProtocol {

  private static final String METHODS = "GET, HEAD, POST, PATCH, DELETE, OPTIONS";
  private static final String REQUEST = ApiProtocol.class.getName();

  // Of the 32 notes of a request Tomcat uses the first few.
  private static final int CONNECTION = 27;

  /**
   * The connection of a request, however often that is wrapped, whose body was read to its end;
   * before that, whoever reads from the connection would take the body from its reader. Empty for
   * another protocol.
   */
  public static Optional<SocketWrapperBase<?>> connection(HttpServletRequest request) {
    return Optional.ofNullable((Request) request.getAttribute(REQUEST))
        .filter(ApiProtocol::isBodyRead)
        .map(found -> (SocketWrapperBase<?>) found.getNote(CONNECTION));
  }

  private static boolean isBodyRead(Request request) {
    AtomicBoolean read = new AtomicBoolean();
    request.action(ActionCode.REQUEST_BODY_FULLY_READ, read);
    return read.get();
  }

  /** Makes the connector use this protocol's adapter instead of the one that it creates. */
  static void install(Connector connector) {
    connector.addLifecycleListener(event -> {
      if (event.getType().equals(Lifecycle.AFTER_INIT_EVENT)) {
        connector.getProtocolHandler().setAdapter(new ApiAdapter(connector));
      }
    });
  }

  @Override
  protected Processor createProcessor() {
    return new ApiProcessor(this);
  }

  private static final class ApiProcessor extends Http11Processor {

    ApiProcessor(ApiProtocol protocol) {
      super(protocol, protocol.getAdapter());
    }

    @Override
    public SocketState service(SocketWrapperBase<?> connection) throws IOException {
      // Kept from request to request, unlike an attribute.
      request.setNote(CONNECTION, connection);
      return super.service(connection);
    }
  }

  private static final class ApiAdapter extends CoyoteAdapter {

    ApiAdapter(Connector connector) {
      super(connector);
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
      request.setAttribute(REQUEST, request);
      super.service(request, response);
    }
  }
}
