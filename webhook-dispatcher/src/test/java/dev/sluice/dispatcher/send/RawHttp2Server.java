package dev.sluice.dispatcher.send;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A server on loopback that speaks the frames of HTTP/2 over TLS, and may break every rule. */
final class RawHttp2Server implements AutoCloseable {

  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;

  private static final int PREFACE_BYTES = 24;
  private static final int FRAME_HEAD_BYTES = 9;
  private static final int END_OF_STREAM_AND_HEADERS = 5;
  // ":status: 200" of HPACK's static table.
  private static final byte[] STATUS_200 = {(byte) 0x88};

  /** What is done with the n-th connection, from 1, once its preface has come in. */
  @FunctionalInterface
  interface Behaviour {
    void serve(int number, Wire wire) throws IOException, InterruptedException;
  }

  private final SSLServerSocket listener;
  private final Behaviour behaviour;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger broken = new AtomicInteger();
  private final List<SSLSocket> sockets = new CopyOnWriteArrayList<>();

  RawHttp2Server(Certificates certificates, Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    this.listener =
        (SSLServerSocket)
            certificates
                .server()
                .getServerSocketFactory()
                .createServerSocket(0, 300, InetAddress.getLoopbackAddress());
    SSLParameters parameters = listener.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    listener.setSSLParameters(parameters);
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        SSLSocket socket = (SSLSocket) listener.accept();
        sockets.add(socket);
        int number = connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(number, socket));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void serve(int number, SSLSocket socket) {
    try (socket) {
      Wire wire = new Wire(socket);
      wire.in.skipNBytes(PREFACE_BYTES);
      behaviour.serve(number, wire);
    } catch (IOException _) {
      // The client left, which is what most of these behaviours are about.
      broken.incrementAndGet();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Frames of one connection. */
  static final class Wire {

    private final DataInputStream in;
    private final DataOutputStream out;

    private Wire(SSLSocket socket) throws IOException {
      this.in = new DataInputStream(socket.getInputStream());
      this.out = new DataOutputStream(socket.getOutputStream());
    }

    void send(int type, int flags, int stream, byte[] payload) throws IOException {
      byte[] frame = frame(type, flags, stream, payload);
      out.write(frame);
    }

    /** The same one many times, in few records. */
    void flood(int type, int stream, byte[] payload, int times) throws IOException {
      byte[] frame = frame(type, 0, stream, payload);
      int together = 500;
      byte[] frames = new byte[frame.length * together];
      for (int i = 0; i < together; i++) {
        System.arraycopy(frame, 0, frames, i * frame.length, frame.length);
      }
      for (int i = 0; i < times; i += together) {
        out.write(frames);
      }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
      byte[] frame = new byte[FRAME_HEAD_BYTES + payload.length];
      frame[1] = (byte) (payload.length >> 8);
      frame[2] = (byte) payload.length;
      frame[3] = (byte) type;
      frame[4] = (byte) flags;
      frame[7] = (byte) (stream >> 8);
      frame[8] = (byte) stream;
      System.arraycopy(payload, 0, frame, FRAME_HEAD_BYTES, payload.length);
      return frame;
    }

    /** Settings with at most so many streams, and the acknowledgement of the client's. */
    void greet(int maxStreams) throws IOException {
      send(SETTINGS, 0, 0, new byte[] {0, 3, 0, 0, 0, (byte) maxStreams});
      send(SETTINGS, 1, 0, new byte[0]);
    }

    /** The stream of the next request; all other frames are read over. */
    int request() throws IOException {
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.skipNBytes(1);
        int stream = in.readInt();
        in.skipNBytes(length);
        if (type == HEADERS) {
          return stream;
        }
      }
    }

    void ok(int stream) throws IOException {
      send(HEADERS, END_OF_STREAM_AND_HEADERS, stream, STATUS_200);
    }

    void goAway(int last, int error) throws IOException {
      send(GOAWAY, 0, 0, new byte[] {0, 0, 0, (byte) last, 0, 0, 0, (byte) error});
    }

    /** Reads until the client leaves. */
    void drain() throws IOException {
      while (in.read() >= 0) {}
    }
  }

  String url() {
    return "https://127.0.0.1:" + listener.getLocalPort() + "/hook";
  }

  int connections() {
    return connections.get();
  }

  /** Connections that the client ended. */
  int broken() {
    return broken.get();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (SSLSocket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
