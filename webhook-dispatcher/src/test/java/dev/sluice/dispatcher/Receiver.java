package dev.sluice.dispatcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** An endpoint on loopback that keeps what it got and answers as its script says. */
public final class Receiver implements AutoCloseable {

  /** What came in; header names are case-insensitive. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by its content where it is.
  public record Call(String path, Map<String, String> headers, byte[] body) {

    public String header(String name) {
      return Optional.ofNullable(headers.get(name))
          .orElseThrow(() -> new AssertionError("no header " + name + " in " + headers.keySet()));
    }

    public String text() {
      return new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  /** Answers the n-th call, from 1. */
  @FunctionalInterface
  public interface Script {
    void answer(int number, HttpExchange exchange) throws IOException, InterruptedException;
  }

  private final HttpServer server;
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  private Receiver(Script script) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            script.answer(keep(exchange), exchange);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
  }

  private synchronized int keep(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name, String.join(",", values)));
    byte[] body = exchange.getRequestBody().readAllBytes();
    calls.add(new Call(exchange.getRequestURI().toString(), headers, body));
    return calls.size();
  }

  public static Receiver running(Script script) {
    try {
      return new Receiver(script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers with these statuses in turn, the last one from then on. */
  public static Receiver answering(Integer... statuses) {
    return running((number, exchange) ->
        exchange.sendResponseHeaders(statuses[Math.min(number, statuses.length) - 1], -1));
  }

  public String url() {
    return url("/hook");
  }

  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** All calls so far, in the order in which they came. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
