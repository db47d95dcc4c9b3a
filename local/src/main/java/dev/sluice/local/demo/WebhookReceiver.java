package dev.sluice.local.demo;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Receives webhooks on a free loopback port. Keeps at most 16 unread webhooks. */
final class WebhookReceiver implements AutoCloseable {
  private static final int NO_CONTENT = 204;
  private static final int BUSY = 503;
  private static final int NO_BODY = -1;
  private static final int CAPACITY = 16;

  private final HttpServer server;
  private final BlockingQueue<Received> received = new ArrayBlockingQueue<>(CAPACITY);

  /**
   * A received webhook.
   *
   * @param headers by lower-case name
   */
  record Received(Map<String, List<String>> headers, String body) {

    /** The first value of a header; empty if it is absent. */
    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  WebhookReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::receive);
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start the webhook receiver", e);
    }
  }

  URI address() {
    return URI.create("http://127.0.0.1:%d/webhook".formatted(server.getAddress().getPort()));
  }

  /** The next webhook; empty on timeout. */
  Optional<Received> next(Duration timeout) {
    try {
      return Optional.ofNullable(received.poll(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      boolean accepted =
          received.offer(new Received(lowerCase(exchange.getRequestHeaders()), body));
      exchange.sendResponseHeaders(accepted ? NO_CONTENT : BUSY, NO_BODY);
    }
  }

  private static Map<String, List<String>> lowerCase(Headers headers) {
    return headers.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                header -> header.getKey().toLowerCase(Locale.ROOT),
                header -> List.copyOf(header.getValue())));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
