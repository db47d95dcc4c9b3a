package dev.sluice.dispatcher.send;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server on loopback that reads requests of HTTP/1.1 and sends whatever it likes. */
final class RawHttp1Server implements AutoCloseable {

  /** What is done with the n-th connection, from 1; it is closed afterwards. */
  @FunctionalInterface
  interface Behaviour {
    void serve(int number, Wire wire) throws IOException, InterruptedException;
  }

  private final ServerSocket listener;
  private final String scheme;
  private final Behaviour behaviour;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** With certificates inside of TLS, without in the clear. */
  RawHttp1Server(@Nullable Certificates certificates, Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    this.scheme = certificates == null ? "http" : "https";
    InetAddress loopback = InetAddress.getLoopbackAddress();
    this.listener =
        certificates == null
            ? new ServerSocket(0, 300, loopback)
            : certificates.server().getServerSocketFactory().createServerSocket(0, 300, loopback);
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        int number = connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(number, socket));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void serve(int number, Socket socket) {
    try (socket) {
      behaviour.serve(number, new Wire(socket));
    } catch (IOException _) {
      // The client left, which is what most of these behaviours are about.
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** One connection. */
  final class Wire {

    private final DataInputStream in;
    private final OutputStream out;

    private Wire(Socket socket) throws IOException {
      this.in = new DataInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    /** Reads the next request to its end; returns its head. */
    String request() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.readUnsignedByte());
      }
      int length =
          head.toString()
              .toLowerCase(Locale.ROOT)
              .lines()
              .filter(line -> line.startsWith("content-length:"))
              .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
              .sum();
      in.skipNBytes(length);
      requests.incrementAndGet();
      return head.toString();
    }

    /** Sends it in one piece. */
    void send(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }

    void answer(int status) throws IOException {
      send("HTTP/1.1 " + status + " Said\r\nContent-Length: 0\r\n\r\n");
    }

    /** Answers so for as long as there are requests. */
    void answerAll(int status) throws IOException {
      while (true) {
        request();
        answer(status);
      }
    }

    /** Waits until the client leaves. */
    void drain() throws IOException {
      while (in.read() >= 0) {}
    }
  }

  String url() {
    return url("127.0.0.1", "/hook");
  }

  String url(String host, String path) {
    return scheme + "://" + host + ":" + listener.getLocalPort() + path;
  }

  int connections() {
    return connections.get();
  }

  /** Requests that came in whole, over all connections. */
  int requests() {
    return requests.get();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
