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
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  private final boolean readsFirst;

  /** Behaves so once a request's head has come in. */
  RawServer(Behaviour behaviour) {
    this(behaviour, true);
  }

  /** Behaves so at once. */
  static RawServer unasked(Behaviour behaviour) {
    return new RawServer(behaviour, false);
  }

  private RawServer(Behaviour behaviour, boolean readsFirst) {
    this.behaviour = behaviour;
    this.readsFirst = readsFirst;
    try {
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
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

  URI url() {
    return URI.create("http://127.0.0.1:" + port() + "/hook");
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
