package dev.sluice.api.http.sse;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Gives {@link ClientWatch} the connector's request, which knows the connection, of a servlet
 * request, however often that is wrapped.
 */
final class ConnectionValve extends ValveBase {

  private static final String ATTRIBUTE = ConnectionValve.class.getName();

  ConnectionValve() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    request.setAttribute(ATTRIBUTE, request.getCoyoteRequest());
    getNext().invoke(request, response);
  }

  /**
   * The connection of a request whose body was read to its end. Before that, a check would take the
   * body from its reader.
   */
  static Optional<SocketWrapperBase<?>> connection(HttpServletRequest request) {
    return Optional.ofNullable((org.apache.coyote.Request) request.getAttribute(ATTRIBUTE))
        .filter(ConnectionValve::isBodyRead)
        .flatMap(WatchableProtocol::connection);
  }

  private static boolean isBodyRead(org.apache.coyote.Request request) {
    AtomicBoolean read = new AtomicBoolean();
    request.action(ActionCode.REQUEST_BODY_FULLY_READ, read);
    return read.get();
  }
}
