package dev.sluice.dispatcher.send;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/**
 * An open connection. Bytes that a receiver sends outside a response would be read as the beginning
 * of the next one (RFC 9112, 9.2), so they end the connection.
 */
final class Connection extends DefaultBHttpClientConnection {

  private static final HttpRequestExecutor EXECUTOR = new HttpRequestExecutor();
  // A response may arrive before a large request was sent. Each check takes a millisecond.
  private static final MonitoringResponseOutOfOrderStrategy EARLY_RESPONSES =
      new MonitoringResponseOutOfOrderStrategy(64 * 1024);

  private final CountedSocket socket;
  private final ResponseParser parser;

  Connection(CountedSocket socket) throws IOException {
    this(socket, new ResponseParser());
    bind(socket);
  }

  Connection(SSLSocket secure, CountedSocket socket) throws IOException {
    this(socket, new ResponseParser());
    bind(secure, socket);
  }

  private Connection(CountedSocket socket, ResponseParser parser) {
    super(ResponseParser.CONFIG, null, null, null, null, EARLY_RESPONSES, null, _ -> parser);
    this.socket = socket;
    this.parser = parser;
  }

  /** The socket below TLS. */
  Socket socket() {
    return socket;
  }

  /** Sends the request and returns the response once its head is complete. */
  ClassicHttpResponse execute(ClassicHttpRequest request) throws IOException, HttpException {
    socket.renewAllowance();
    return EXECUTOR.execute(request, this, HttpCoreContext.create());
  }

  /** Whether bytes were received that belong to no response; never blocks. */
  boolean hasUnread() {
    try {
      return parser.hasUnparsed()
          || ensureOpen().getInputStream().available() > 0
          || socket.getInputStream().available() > 0;
    } catch (IOException _) {
      return true;
    }
  }

  /** Whether it was closed or has unread bytes; waits a millisecond for either. */
  @Override
  public boolean isStale() {
    try {
      return hasUnread() || super.isStale() || hasUnread();
    } catch (IOException _) {
      return true;
    }
  }
}
