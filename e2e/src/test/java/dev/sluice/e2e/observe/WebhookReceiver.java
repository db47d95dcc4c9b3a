package dev.sluice.e2e.observe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Receives webhooks for several endpoints, distinguished by path, on one loopback port. */
public final class WebhookReceiver implements AutoCloseable {
  private static final int OK = 200;
  private static final int UNKNOWN = 404;
  private static final int NO_BODY = -1;

  private final HttpServer server;
  private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();

  public WebhookReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::receive);
    server.start();
  }

  /** An endpoint that records webhooks and responds with its statuses in turn. */
  public static final class Endpoint {
    private final URI url;
    private final List<Integer> statuses;
    private final List<Received> received = new CopyOnWriteArrayList<>();

    private Endpoint(URI url, List<Integer> statuses) {
      this.url = url;
      this.statuses = statuses;
    }

    public URI url() {
      return url;
    }

    /** All webhooks so far, in order of arrival. */
    public List<Received> received() {
      return List.copyOf(received);
    }

    private synchronized int record(Received webhook) {
      received.add(webhook);
      int turn = received.size() - 1;
      return turn < statuses.size() ? statuses.get(turn) : OK;
    }
  }

  /** Creates an endpoint that responds with these statuses, and then with 200. */
  public Endpoint endpoint(String name, Integer... statuses) {
    URI url = URI.create("http://127.0.0.1:%d/%s".formatted(server.getAddress().getPort(), name));
    Endpoint endpoint = new Endpoint(url, List.of(statuses));
    endpoints.put(url.getPath(), endpoint);
    return endpoint;
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Map<String, List<String>> headers =
          exchange.getRequestHeaders().entrySet().stream()
              .collect(
                  Collectors.toUnmodifiableMap(
                      header -> header.getKey().toLowerCase(Locale.ROOT),
                      header -> List.copyOf(header.getValue())));
      Endpoint endpoint = endpoints.get(exchange.getRequestURI().getPath());
      int status = endpoint == null ? UNKNOWN : endpoint.record(new Received(headers, body));
      exchange.sendResponseHeaders(status, NO_BODY);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
