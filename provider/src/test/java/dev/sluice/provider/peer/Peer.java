package dev.sluice.provider.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP/1.1 server on loopback that answers the n-th request by the n-th script, and further ones
 * by the last. Connections are kept alive where a script leaves them so.
 */
public final class Peer implements AutoCloseable {

  private final ServerSocket server;
  private final List<Script> scripts;
  private final List<Received> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private Peer(ServerSocket server, List<Script> scripts) {
    this.server = server;
    this.scripts = scripts;
  }

  public static Peer that(Script... scripts) {
    try {
      return over(new ServerSocket(0, 500, InetAddress.getLoopbackAddress()), scripts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A peer on a socket of the test's own making. */
  public static Peer over(ServerSocket server, Script... scripts) {
    Peer peer = new Peer(server, List.of(scripts));
    Thread.ofVirtual().start(peer::accept);
    return peer;
  }

  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
  }

  public List<Received> requests() {
    return requests;
  }

  /** Connections that were ever made. */
  public int connections() {
    return connections.get();
  }

  /** Connections that the caller has not closed. */
  public int openConnections() {
    return open.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException _) {
        // Closed by the test.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      Received request = Received.read(socket.getInputStream());
      while (request != null) {
        requests.add(request);
        int turn = Math.min(answered.getAndIncrement(), scripts.size() - 1);
        scripts.get(turn).play(socket);
        request = socket.isClosed() ? null : Received.read(socket.getInputStream());
      }
    } catch (IOException _) {
      // The caller has closed the connection.
    } finally {
      open.remove(socket);
    }
  }
}
