package dev.sluice.e2e.webhooks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A slow webhook receiver that counts how often it received each event. */
final class CountingReceiver implements AutoCloseable {
  private static final int OK = 200;
  private static final int NO_BODY = -1;

  private final HttpServer server;
  private final Duration pause;
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();
  private volatile int status = OK;

  /** Creates a receiver that responds after this delay. */
  CountingReceiver(Duration pause) {
    this.pause = pause;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::receive);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
  }

  /** Sets the status of all further responses. */
  void respondWith(int newStatus) {
    status = newStatus;
  }

  /** Number of distinct events so far. */
  int distinct() {
    return counts.size();
  }

  boolean hasAll(List<String> ids) {
    return counts.keySet().containsAll(ids);
  }

  int count(String id) {
    return counts.getOrDefault(id, 0);
  }

  /** The events that were received more than once. */
  Set<String> duplicated() {
    return counts.entrySet().stream()
        .filter(each -> each.getValue() > 1)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Total number of duplicates. */
  int duplicates() {
    return counts.values().stream().mapToInt(count -> count - 1).sum();
  }

  void clear() {
    counts.clear();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      counts.merge(exchange.getRequestHeaders().getFirst("webhook-id"), 1, Integer::sum);
      Thread.sleep(pause);
      exchange.sendResponseHeaders(status, NO_BODY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
