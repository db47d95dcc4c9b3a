package dev.sluice.api.batch;

import dev.sluice.api.TestApi;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A batch sent over a bare connection, chunk by chunk, so that a test decides what goes when. */
final class RawBatch implements AutoCloseable {

  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;
  private @Nullable String status;
  private int chunkLeft;

  RawBatch(TestApi api) throws IOException {
    socket = new Socket();
    // The less the kernel keeps of what is not read, the sooner the server has to.
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.port()));
    socket.setSoTimeout(30_000);
    out = socket.getOutputStream();
    in = new BufferedInputStream(socket.getInputStream());
    write(
        """
        POST /v1/jobs/batch HTTP/1.1\r
        Host: localhost\r
        X-API-Key: %s\r
        Content-Type: application/x-ndjson\r
        Transfer-Encoding: chunked\r
        \r
        """
            .formatted(TestApi.ADMIN_KEY));
  }

  /** Sends this much of the body. */
  void send(String text) throws IOException {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    write(Integer.toHexString(length) + "\r\n" + text + "\r\n");
  }

  /** Ends the body. */
  void end() throws IOException {
    write("0\r\n\r\n");
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** The response's status line. */
  String statusLine() throws IOException {
    String known = status;
    if (known == null) {
      known = line();
      status = known;
      while (!line().isEmpty()) {
        // The other headers.
      }
    }
    return known;
  }

  /** The next answer. */
  String answer() throws IOException {
    statusLine();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    int next = body();
    while (next != '\n') {
      answer.write(next);
      next = body();
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  /** The next byte of the chunked body. */
  private int body() throws IOException {
    if (chunkLeft == 0) {
      String size = line();
      chunkLeft = Integer.parseInt(size.isEmpty() ? line() : size, 16);
      if (chunkLeft == 0) {
        throw new EOFException("the answers are over");
      }
    }
    chunkLeft--;
    return in.read();
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next != '\n') {
      if (next < 0) {
        throw new EOFException("the connection is over");
      }
      line.write(next);
      next = in.read();
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
