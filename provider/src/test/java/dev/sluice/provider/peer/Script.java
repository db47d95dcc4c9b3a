package dev.sluice.provider.peer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What the peer does after it has read a request. */
public interface Script {

  void play(Socket socket) throws IOException;

  /** A whole JSON answer; the connection stays. */
  static Script answer(int status, String body, Map<String, String> headers) {
    return socket -> {
      StringBuilder head = head(status, "application/json");
      headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
      int length = body.getBytes(StandardCharsets.UTF_8).length;
      send(socket, head.append("Content-Length: " + length + "\r\n\r\n") + body);
    };
  }

  static Script answer(int status, String body) {
    return answer(status, body, Map.of());
  }

  /** Exactly these bytes; the connection stays. */
  static Script bytes(byte[] response) {
    return socket -> {
      socket.getOutputStream().write(response);
      socket.getOutputStream().flush();
    };
  }

  /** Server-sent events, then a proper end of the stream. */
  static Script events(String... events) {
    return then(
        socket ->
            send(socket, head(200, "text/event-stream") + "Transfer-Encoding: chunked\r\n\r\n"),
        socket -> {
          for (String event : events) {
            send(socket, chunk(event + "\n\n"));
          }
        },
        socket -> send(socket, "0\r\n\r\n"));
  }

  /** Server-sent events, then nothing more, with the connection left open. */
  static Script eventsThenSilence(String... events) {
    return socket -> {
      send(socket, head(200, "text/event-stream") + "Transfer-Encoding: chunked\r\n\r\n");
      for (String event : events) {
        send(socket, chunk(event + "\n\n"));
      }
      silence().play(socket);
    };
  }

  /** Server-sent events, then the connection is closed in the middle. */
  static Script eventsThenCut(String... events) {
    return socket -> {
      send(socket, head(200, "text/event-stream") + "Transfer-Encoding: chunked\r\n\r\n");
      for (String event : events) {
        send(socket, chunk(event + "\n\n"));
      }
      socket.close();
    };
  }

  /** Half of a body of the announced length, then the connection is closed. */
  static Script cutBody(String body) {
    return socket -> {
      send(
          socket,
          head(200, "application/json") + "Content-Length: " + body.length() * 2 + "\r\n\r\n");
      send(socket, body);
      socket.close();
    };
  }

  /** No answer; lasts until the caller closes the connection. */
  static Script silence() {
    return socket -> {
      if (socket.getInputStream().read() < 0) {
        socket.close();
      }
    };
  }

  /** A reset in place of an answer. */
  static Script reset() {
    return socket -> {
      socket.setSoLinger(true, 0);
      socket.close();
    };
  }

  static Script then(Script... parts) {
    return socket -> {
      for (Script part : parts) {
        part.play(socket);
      }
    };
  }

  private static StringBuilder head(int status, String type) {
    return new StringBuilder(
        "HTTP/1.1 %d Scripted\r\nContent-Type: %s\r\n".formatted(status, type));
  }

  private static String chunk(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return Integer.toHexString(length) + "\r\n" + text + "\r\n";
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
