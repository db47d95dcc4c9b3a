package dev.sluice.dispatcher.send;

import static org.awaitility.Awaitility.await;

import dev.sluice.egress.Destination;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.DefaultConnectingIOReactor;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.Test;

class ConnectorTest {

  // The wait ended, and so did the connecting: the future is done when it is given up.
  @Test
  void aConnectionThatCameAsTheWaitEndedIsClosed() throws Exception {
    DefaultConnectingIOReactor reactor = new DefaultConnectingIOReactor(new Protocols());
    reactor.start();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket listener = new ServerSocket(0, 1, loopback)) {
      Counterpart counterpart = new Counterpart();
      int port = listener.getLocalPort();
      IOSession session =
          reactor
              .connect(
                  new HttpHost("http", "127.0.0.1", port),
                  new InetSocketAddress(loopback, port),
                  null,
                  Timeout.ofSeconds(10),
                  counterpart,
                  null)
              .get();
      Origin origin =
          Origin.of("owner", new Destination(false, "127.0.0.1", port, Optional.of(loopback)));
      Connector.abandon(
          CompletableFuture.completedFuture(
              new Connection(origin, loopback, (ProtocolIOSession) session, counterpart)));
      try (Socket other = listener.accept()) {
        await().until(() -> isAtItsEnd(other));
      }
    } finally {
      reactor.close(CloseMode.IMMEDIATE);
    }
  }

  private static boolean isAtItsEnd(Socket socket) throws IOException {
    socket.setSoTimeout(5000);
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketException _) {
      return true;
    }
  }
}
