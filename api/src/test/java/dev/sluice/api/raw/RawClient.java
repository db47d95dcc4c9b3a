package dev.sluice.api.raw;

import dev.sluice.api.TestApi;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/** Sends one request on a connection of its own. */
public final class RawClient {

  private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(30).toMillis();

  private final int port;

  public RawClient(TestApi api) {
    this.port = api.port();
  }

  public RawResponse send(RawRequest request) throws IOException {
    return send(request.toBytes());
  }

  public RawResponse send(byte[] bytes) throws IOException {
    try (Socket socket = open()) {
      OutputStream out = socket.getOutputStream();
      try {
        out.write(bytes);
        out.flush();
      } catch (IOException _) {
        // Refused before all of it was sent; the answer says why.
      }
      return answer(socket);
    }
  }

  /** A connection to write to as slowly as the test likes; the caller closes it. */
  public Socket open() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  public static RawResponse answer(Socket socket) throws IOException {
    return RawResponse.read(socket.getInputStream());
  }

  /** The head of the request and nothing of its body. */
  public static byte[] head(RawRequest request) {
    return request.body(new byte[0]).toBytes();
  }
}
