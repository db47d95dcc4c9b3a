package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Attempts a second over loopback, beside what bare requests do in the same run. */
@Tag("soak")
class ThroughputIT {

  private static final Logger log = LoggerFactory.getLogger(ThroughputIT.class);
  private static final int DELIVERIES =
      Integer.getInteger("sluice.test.throughput.deliveries", 20_000);

  private final TestBed bed = new TestBed();
  private final AtomicInteger received = new AtomicInteger();
  private final HttpServer server = server();

  @AfterEach
  void close() {
    server.stop(0);
    bed.close();
  }

  @Test
  void oneHealthyEndpoint() throws Exception {
    measure(1, 32);
  }

  @Test
  void aHundredHealthyEndpoints() throws Exception {
    measure(100, 256);
  }

  private void measure(int endpoints, int concurrency) throws Exception {
    bare(concurrency);
    long bare = bare(concurrency);
    received.set(0);
    IntStream.range(0, endpoints)
        .forEach(_ -> bed.deliveries(bed.endpoint(url(), null), DELIVERIES / endpoints));
    bed.jdbc().execute("VACUUM ANALYZE delivery");
    try (var _ = bed.dispatcher("sluice.webhooks.queue.poll-every=500ms")) {
      await().atMost(Duration.ofMinutes(3)).until(() -> received.get() > DELIVERIES / 4);
      int from = received.get();
      long begun = System.nanoTime();
      await().atMost(Duration.ofMinutes(3)).until(() -> received.get() >= DELIVERIES);
      long took = System.nanoTime() - begun;
      log.warn(
          "{} endpoints: {} attempts a second; {} bare requests a second, {} at once",
          endpoints,
          perSecond(DELIVERIES - from, took),
          bare,
          concurrency);
      await().until(() -> bed.count("delivery WHERE status = 'delivered'") == DELIVERIES);
    }
    assertThat(received).hasValue(DELIVERIES);
  }

  private long bare(int concurrency) throws Exception {
    Semaphore permits = new Semaphore(concurrency);
    long begun = System.nanoTime();
    try (HttpClient client = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url()))
              .POST(HttpRequest.BodyPublishers.ofString("{}"))
              .build();
      for (int n = 0; n < DELIVERIES; n++) {
        permits.acquire();
        Callable<Integer> call =
            () -> {
              try {
                return client.send(request, BodyHandlers.discarding()).statusCode();
              } finally {
                permits.release();
              }
            };
        var _ = threads.submit(call);
      }
    }
    return perSecond(DELIVERIES, System.nanoTime() - begun);
  }

  private static long perSecond(int count, long nanos) {
    return count * Duration.ofSeconds(1).toNanos() / nanos;
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private HttpServer server() {
    try {
      HttpServer made =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
      made.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      made.createContext(
          "/",
          exchange -> {
            try (exchange) {
              exchange.getRequestBody().readAllBytes();
              exchange.sendResponseHeaders(204, -1);
              received.incrementAndGet();
            }
          });
      made.start();
      return made;
    } catch (IOException e) {
      throw new AssertionError("no server", e);
    }
  }
}
