package dev.sluice.dispatcher;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import dev.sluice.job.TenantId;
import dev.sluice.wire.JobEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Healthy endpoints beside ones that accept connections and never answer, that send nothing behind
 * the head, or that answer late: they are served; and, as a soak test, how long an event takes from
 * being published to being received, alone and beside them.
 */
class IsolationIT {

  private static final Logger log = LoggerFactory.getLogger(IsolationIT.class);
  private static final int EVENTS = Integer.getInteger("sluice.test.isolation.events", 400);
  private static final int BACKLOG = 40;
  private static final int ROUNDS = 3;
  private static final Duration APART = Duration.ofMillis(10);
  // On two cores that others use, too, a single pause of a thread is as long.
  private static final Duration NOISE = Duration.ofMillis(25);

  /** At the end nobody waits for what hangs. */
  private static final String AT_ONCE = "sluice.webhooks.queue.drain-grace=0ms";

  private final TestBed bed = new TestBed();
  private final Map<UUID, Long> published = new ConcurrentHashMap<>();
  private final Map<UUID, Long> received = new ConcurrentHashMap<>();
  private final ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void close() {
    publisher.shutdownNow();
    bed.close();
  }

  @Test
  void fiftyEndpointsThatHangLeavePermitsToOthers() throws IOException {
    // They could use 200 of the 128 permits.
    served(0, "sluice.webhooks.send.permits=128");
  }

  @Test
  void fiftyEndpointsThatHangLeaveMemoryToOthers() throws IOException {
    // They could use 20 MB of the 16.
    served(100_000, "test.body-memory=16MB");
  }

  /** Two healthy endpoints, of the tenant of those that hang and of another one, are served. */
  private void served(int bodies, String bound) throws IOException {
    TenantId other = new TenantId("other");
    try (Hanging hangs = new Hanging();
        Receiver healthy = receiver();
        var _ = bed.dispatcher("sluice.webhooks.send.deadline=60s", AT_ONCE, bound)) {
      UUID neighbour = bed.endpoint(healthy.url(), null);
      UUID stranger = bed.endpoint(other, healthy.url(), null);
      bed.deliveries(neighbour, 20);
      await().until(() -> received.size() == 20);
      Stream.generate(() -> bed.endpoint(hangs.url(), null))
          .limit(50)
          .forEach(endpoint -> bed.deliveries(endpoint, BACKLOG, bodies));
      awaitSteady();
      for (UUID endpoint : List.of(neighbour, stranger)) {
        received.clear();
        bed.deliveries(endpoint, 50, bodies);
        // What waits for those that hang waits for a minute.
        await().atMost(Duration.ofSeconds(30)).until(() -> received.size() == 50);
      }
      assertThat(bed.count("delivery WHERE status = 'sending'")).isGreaterThan(80);
    }
  }

  @Test
  void fiftyEndpointsThatWereQuickAndThenSendNothingBehindTheHeadLeavePermitsToOthers() {
    CountDownLatch over = new CountDownLatch(1);
    AtomicBoolean hang = new AtomicBoolean();
    try (Receiver dripping = Receiver.running((_, exchange) -> answer(exchange, hang, over));
        Receiver healthy = receiver();
        var _ =
            bed.dispatcher(
                "sluice.webhooks.send.deadline=60s", AT_ONCE, "sluice.webhooks.send.permits=512")) {
      UUID neighbour = bed.endpoint(healthy.url(), null);
      bed.deliveries(neighbour, 20);
      List<UUID> endpoints =
          Stream.generate(() -> bed.endpoint(dripping.url(), null)).limit(50).toList();
      endpoints.forEach(endpoint -> bed.deliveries(endpoint, 8));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> bed.count("delivery WHERE status = 'delivered'") == 420);
      // Their windows are wide now: together they could use 600 of the 512 permits.
      hang.set(true);
      endpoints.forEach(endpoint -> bed.deliveries(endpoint, BACKLOG));
      awaitSteady();
      received.clear();
      bed.deliveries(neighbour, 50);
      await().atMost(Duration.ofSeconds(30)).until(() -> received.size() == 50);
      assertThat(bed.count("delivery WHERE status = 'sending'")).isGreaterThan(400);
      over.countDown();
    }
  }

  private static void answer(HttpExchange exchange, AtomicBoolean hang, CountDownLatch over)
      throws IOException, InterruptedException {
    if (hang.get()) {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write(1);
      exchange.getResponseBody().flush();
      over.await();
    } else {
      exchange.sendResponseHeaders(200, -1);
    }
  }

  @Test
  void anEndpointThatAnswersLateGetsNoMoreAtOnceThanOneThatNothingIsKnownOf() {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger mostAtOnce = new AtomicInteger();
    CountDownLatch never = new CountDownLatch(1);
    try (Receiver late =
            Receiver.running((_, exchange) -> {
              mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
              // More than a third of the deadline, whatever else the machine does.
              boolean _ = never.await(2200, TimeUnit.MILLISECONDS);
              atOnce.decrementAndGet();
              exchange.sendResponseHeaders(200, -1);
            });
        var _ = bed.dispatcher("sluice.webhooks.send.deadline=6s")) {
      bed.deliveries(bed.endpoint(late.url(), null), BACKLOG);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> bed.count("delivery WHERE status = 'delivered'") >= 12);
      assertThat(mostAtOnce).hasValue(4);
    }
  }

  /** Waits until those that hang have all that they get. */
  private void awaitSteady() {
    AtomicLong before = new AtomicLong(-1);
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> {
          long sending = bed.count("delivery WHERE status = 'sending'");
          return before.getAndSet(sending) == sending && sending > 50;
        });
  }

  @Test
  @Tag("soak")
  void fiftyEndpointsThatHangForTheWholeDeadline() throws IOException {
    isolated(50, 10 * EVENTS, "sluice.webhooks.send.deadline=30s");
  }

  @Test
  @Tag("soak")
  void fiveHundredEndpointsThatHangForTheWholeDeadline() throws IOException {
    isolated(500, 10 * EVENTS, "sluice.webhooks.send.deadline=30s");
  }

  private void isolated(int hanging, int events, String deadline) throws IOException {
    try (Hanging hangs = new Hanging();
        Receiver healthy = receiver();
        var _ =
            bed.dispatcher(
                deadline,
                "sluice.webhooks.send.connect-timeout=1s",
                "sluice.webhooks.retry-delays=2s,5s,30s",
                "test.breaker.first-wait=1s",
                "test.breaker.longest-wait=5m",
                "sluice.webhooks.queue.poll-every=500ms")) {
      // The first ones of a process are no measure.
      Duration _ = p99(healthy, EVENTS / 2);
      // What else the machine does may spoil a round; endpoints that are not isolated spoil all.
      boolean isolated =
          IntStream.rangeClosed(1, ROUNDS).anyMatch(_ -> round(healthy, hangs, hanging, events));
      assertThat(isolated).isTrue();
    }
  }

  /** Whether a healthy endpoint is as quick beside endpoints that hang, new ones each time. */
  private boolean round(Receiver healthy, Hanging hangs, int hanging, int events) {
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> bed.count("delivery WHERE status = 'sending'") == 0);
    Duration alone = p99(healthy, events);
    int before = hangs.held();
    Stream.generate(() -> bed.endpoint(hangs.url(), null))
        .limit(hanging)
        .forEach(endpoint -> bed.deliveries(endpoint, BACKLOG));
    await().until(() -> hangs.held() >= before + hanging);
    Duration beside = p99(healthy, events);
    bed.jdbc()
        .update(
            "UPDATE webhook_endpoint SET enabled = false, disabled_reason = 'manual', disabled_at ="
                + " now()");
    log.warn(
        "p99 of {} events: alone {} ms, beside {} endpoints that hang {} ms",
        events,
        alone.toMillis(),
        hanging,
        beside.toMillis());
    return beside.compareTo(alone.multipliedBy(2).plus(NOISE)) < 0;
  }

  private Duration p99(Receiver healthy, int events) {
    published.clear();
    received.clear();
    List<JobEvent> all =
        IntStream.range(0, events).mapToObj(_ -> bed.completed(bed.job(healthy.url()))).toList();
    IntStream.range(0, events)
        .forEach(number -> {
          var _ =
              publisher.schedule(
                  () -> publish(all.get(number)), number * APART.toMillis(), TimeUnit.MILLISECONDS);
        });
    await()
        .atMost(APART.multipliedBy(events).plusSeconds(40))
        .until(() -> received.size() == events);
    List<Long> took =
        received.entrySet().stream()
            .map(entry -> entry.getValue() - requireNonNull(published.get(entry.getKey())))
            .sorted()
            .toList();
    return Duration.ofNanos(took.get(took.size() * 99 / 100));
  }

  private void publish(JobEvent event) {
    published.put(event.eventId(), System.nanoTime());
    bed.publish(event);
  }

  private Receiver receiver() {
    return Receiver.running((_, exchange) -> {
      long now = System.nanoTime();
      received.putIfAbsent(
          UUID.fromString(exchange.getRequestHeaders().getFirst("webhook-id")), now);
      exchange.sendResponseHeaders(200, -1);
    });
  }

  /** Accepts connections, and that is all. */
  private static final class Hanging implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    private final Collection<Socket> sockets = new ConcurrentLinkedQueue<>();

    Hanging() throws IOException {
      Thread.ofPlatform().daemon().start(this::accept);
    }

    private void accept() {
      try {
        while (!server.isClosed()) {
          sockets.add(server.accept());
        }
      } catch (IOException _) {
        // Closed: the test is over.
      }
    }

    String url() {
      return "http://127.0.0.1:" + server.getLocalPort() + "/";
    }

    int held() {
      return sockets.size();
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
