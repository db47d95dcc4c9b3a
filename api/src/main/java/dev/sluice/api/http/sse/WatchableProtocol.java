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
 * Tomcat's HTTP/1.1, whose requests know their connection. Public because Tomcat instantiates it by
 * name.
 */
public final class WatchableProtocol extends Http11NioProtocol {

  // Of the 32 notes of a request Tomcat uses the first few.
  private static final int NOTE = 27;

  @Override
  protected Processor createProcessor() {
    return new WatchableProcessor(this, getAdapter());
  }

  /** The connection of a request; empty for another protocol. */
  static Optional<SocketWrapperBase<?>> connection(Request request) {
    return Optional.ofNullable((SocketWrapperBase<?>) request.getNote(NOTE));
  }

  private static final class WatchableProcessor extends Http11Processor {

    WatchableProcessor(WatchableProtocol protocol, Adapter adapter) {
      super(protocol, adapter);
    }

    @Override
    public SocketState service(SocketWrapperBase<?> connection) throws IOException {
      request.setNote(NOTE, connection);
      return super.service(connection);
    }
  }
}
