package dev.sluice.api.http.sse;

import java.io.IOException;
import java.util.Optional;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's HTTP/1.1, whose requests can say which connection they came over. Public because Tomcat
 * makes it by its name.
 */
public final class WatchableProtocol extends Http11NioProtocol {

  // Of the 32 places for notes Tomcat uses the first few.
  private static final int NOTE = 27;

  @Override
  protected Processor createProcessor() {
    return new NamingProcessor(this, getAdapter());
  }

  /** The connection that a request came over; empty for one that came over another protocol. */
  static Optional<SocketWrapperBase<?>> connection(Request request) {
    return Optional.ofNullable((SocketWrapperBase<?>) request.getNote(NOTE));
  }

  private static final class NamingProcessor extends Http11Processor {

    NamingProcessor(WatchableProtocol protocol, Adapter adapter) {
      super(protocol, adapter);
    }

    @Override
    public SocketState service(SocketWrapperBase<?> connection) throws IOException {
      request.setNote(NOTE, connection);
      return super.service(connection);
    }
  }
}
