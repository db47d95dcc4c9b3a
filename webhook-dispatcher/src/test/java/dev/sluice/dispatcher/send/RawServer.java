package dev.sluice.dispatcher.send;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that may break every rule of HTTP. */
final class RawServer implements AutoCloseable {

  /** What is done with a connection. */
  interface Behaviour {
    void answer(OutputStream out) throws IOException, InterruptedException;
  }

  private final ServerSocket listener;
  private final Behaviour behaviour;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  private final boolean readsFirst;
  private final String scheme;

  /** Behaves so once a request's head has come in. */
  RawServer(Behaviour behaviour) {
    this(InetAddress.getLoopbackAddress(), 0, behaviour, true);
  }

  /** Likewise, inside of TLS. */
  static RawServer secure(Certificates certificates, Behaviour behaviour) throws IOException {
    ServerSocket listener =
        certificates
            .server()
            .getServerSocketFactory()
            .createServerSocket(0, 300, InetAddress.getLoopbackAddress());
    return new RawServer(listener, "https", behaviour, true);
  }

  /** At this address and port. */
  static RawServer at(String address, int port, Behaviour behaviour) {
    return new RawServer(InetAddress.ofLiteral(address), port, behaviour, true);
  }

  /** Behaves so at once. */
  static RawServer unasked(Behaviour behaviour) {
    return new RawServer(InetAddress.getLoopbackAddress(), 0, behaviour, false);
  }

  private RawServer(InetAddress address, int port, Behaviour behaviour, boolean readsFirst) {
    this(listener(address, port), "http", behaviour, readsFirst);
  }

  private RawServer(ServerSocket listener, String scheme, Behaviour behaviour, boolean readsFirst) {
    this.listener = listener;
    this.scheme = scheme;
    this.behaviour = behaviour;
    this.readsFirst = readsFirst;
    Thread.ofVirtual().start(this::accept);
  }

  private static ServerSocket listener(InetAddress address, int port) {
    try {
      return new ServerSocket(port, 300, address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        connections.incrementAndGet();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String line = readsFirst ? in.readLine() : null;
      while (line != null && !line.isEmpty()) {
        line = in.readLine();
      }
      behaviour.answer(socket.getOutputStream());
      socket.shutdownOutput();
      closed.incrementAndGet();
      // Until the client leaves: closing with unread input would reset what was sent.
      while (in.read() >= 0) {}
    } catch (SocketException | InterruptedException _) {
      // The client left, which is what most of these behaviours are about.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  int port() {
    return listener.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  /** Connections of which this side has sent its end. */
  int closed() {
    return closed.get();
  }

  URI url() {
    return URI.create(scheme + "://127.0.0.1:" + port() + "/hook");
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
