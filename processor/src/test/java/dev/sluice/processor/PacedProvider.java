package dev.sluice.processor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A provider that streams, as chat completions, exactly the pieces that a test hands it, one call
 * at a time. Every UTF-16 code unit outside ASCII is escaped by itself, so a piece may be half of a
 * surrogate pair, as some servers send it.
 */
final class PacedProvider implements AutoCloseable {

  private static final String END = "\uFFFFend";
  private static final String CUT = "\uFFFFcut";

  private final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();
  private final HttpServer server;

  PacedProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  /**
   * Properties of a processor that sends the model {@code paced} here, the others to {@code rig}.
   */
  String[] properties() {
    return new String[] {
      "sluice.provider.compatible.paced.base-url=http://127.0.0.1:"
          + server.getAddress().getPort()
          + "/v1",
      "sluice.provider.compatible.paced.api-key=test",
      "sluice.provider.routes[0].pattern=paced",
      "sluice.provider.routes[0].provider=paced",
      "sluice.provider.routes[1].pattern=*",
      "sluice.provider.routes[1].provider=openai"
    };
  }

  void send(String piece) {
    pieces.add(piece);
  }

  /** The answer is complete. */
  void end() {
    pieces.add(END);
  }

  /** The connection closes in the middle of the answer. */
  void cut() {
    pieces.add(CUT);
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (String piece = pieces.take(); !piece.equals(CUT); piece = pieces.take()) {
        if (piece.equals(END)) {
          write(out, chunk("", "\"stop\""));
          out.write("data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII));
          break;
        }
        write(out, chunk(piece, "null"));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(OutputStream out, String chunk) throws IOException {
    out.write(("data: " + chunk + "\n\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String chunk(String piece, String finish) {
    StringBuilder escaped = new StringBuilder();
    piece.chars().forEach(unit -> escaped.append("\\u%04x".formatted(unit)));
    return """
    {"id":"c","object":"chat.completion.chunk","created":1,"model":"paced","choices":\
    [{"index":0,"delta":{"content":"%s"},"finish_reason":%s}]}\
    """
        .formatted(escaped, finish);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
