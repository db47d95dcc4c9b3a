package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** An endpoint that is down, and what it gets meanwhile. */
class BreakerIT {

  private static final int QUEUED = 50;
  private static final Duration FIRST_WAIT = Duration.ofMillis(600);

  private final TestBed bed = new TestBed();
  private final AtomicBoolean down = new AtomicBoolean(true);
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final ConcurrentLinkedQueue<Long> arrivals = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void itIsLeftAloneProbedOneByOneAndThenGetsAllWithoutAnAttemptSpent() {
    try (Receiver receiver = receiver();
        ConfigurableApplicationContext dispatcher = dispatcher()) {
      bed.deliveries(bed.endpoint(receiver.url(), null), QUEUED);
      await().until(() -> breakers(dispatcher, "open") == 1);
      // Those under way when it opened are no probes.
      await().until(() -> bed.count("delivery WHERE status = 'sending'") == 0);
      int before = arrivals.size();
      assertThat(before).isBetween(5, 8);
      mostAtOnce.set(0);
      await().atMost(Duration.ofSeconds(20)).until(() -> arrivals.size() == before + 3);
      assertThat(mostAtOnce).hasValue(1);
      assertGrowingWaits(before);
      // It waits as it is.
      assertThat(bed.count("delivery WHERE status IN ('pending', 'sending')")).isEqualTo(QUEUED);
      assertThat(bed.count("delivery WHERE attempt = 0")).isGreaterThan(QUEUED - before - 4);
      assertThat(skipped(dispatcher)).isPositive();

      down.set(false);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> bed.count("delivery WHERE status = 'delivered'") == QUEUED);
      assertThat(breakers(dispatcher, "closed")).isEqualTo(1);
      assertThat(bed.count("delivery WHERE attempt > 2")).isZero();
    }
  }

  @Test
  void anEndpointThatLeadsToAnotherAddressIsSentToAtOnce() {
    try (Receiver receiver = receiver();
        Receiver healthy = Receiver.answering(200);
        ConfigurableApplicationContext dispatcher = leftAloneForMinutes()) {
      UUID endpoint = broken(receiver, dispatcher);
      bed.jdbc()
          .update(
              "UPDATE webhook_endpoint SET url = ?, updated_at = now() WHERE id = ?",
              healthy.url(),
              endpoint);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> bed.count("delivery WHERE status = 'delivered'") == QUEUED);
    }
  }

  @Test
  void anEndpointThatIsEnabledIsSentToAtOnce() {
    TestEndpoints endpoints = new TestEndpoints(bed);
    try (Receiver receiver = receiver();
        ConfigurableApplicationContext dispatcher = leftAloneForMinutes()) {
      UUID endpoint = broken(receiver, dispatcher);
      endpoints.disable(endpoint);
      down.set(false);
      endpoints.enable(endpoint);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> bed.count("delivery WHERE status = 'delivered'") == QUEUED);
    }
  }

  @Test
  void anEndpointThatIsAskedForIsProbedAtOnce() {
    try (Receiver receiver = receiver();
        ConfigurableApplicationContext dispatcher = leftAloneForMinutes()) {
      UUID endpoint = broken(receiver, dispatcher);
      int before = arrivals.size();
      ask(endpoint);
      await().atMost(Duration.ofSeconds(30)).until(() -> arrivals.size() == before + 1);
      await().until(() -> breakers(dispatcher, "open") == 1);

      down.set(false);
      ask(endpoint);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> bed.count("delivery WHERE status = 'delivered'") == QUEUED);
    }
  }

  /** As the api does for a test, or a retry by hand. */
  private void ask(UUID endpoint) {
    bed.jdbc()
        .update("UPDATE webhook_endpoint SET asked_at = clock_timestamp() WHERE id = ?", endpoint);
  }

  /** One that nothing is sent to any more. */
  private UUID broken(Receiver receiver, ConfigurableApplicationContext dispatcher) {
    UUID endpoint = bed.endpoint(receiver.url(), null);
    bed.deliveries(endpoint, QUEUED);
    await().until(() -> breakers(dispatcher, "open") == 1);
    await().until(() -> bed.count("delivery WHERE status = 'sending'") == 0);
    return endpoint;
  }

  private ConfigurableApplicationContext leftAloneForMinutes() {
    return bed.dispatcher("test.breaker.first-wait=5m", "test.breaker.longest-wait=5m");
  }

  @Test
  void eachOfTwoDispatchersProbesByItselfAndNothingIsLost() {
    try (Receiver receiver = receiver();
        ConfigurableApplicationContext one = dispatcher();
        ConfigurableApplicationContext other = dispatcher()) {
      UUID endpoint = bed.endpoint(receiver.url(), null);
      bed.deliveries(endpoint, QUEUED);
      await()
          .until(() ->
              breakers(one, "closed") + breakers(other, "closed") == 0
                  && breakers(one, "open") + breakers(other, "open") == 2);
      await().until(() -> bed.count("delivery WHERE status = 'sending'") == 0);
      mostAtOnce.set(0);
      int before = arrivals.size();
      await().atMost(Duration.ofSeconds(20)).until(() -> arrivals.size() >= before + 4);
      assertThat(mostAtOnce).hasValueLessThanOrEqualTo(2);
      down.set(false);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> bed.count("delivery WHERE status = 'delivered'") == QUEUED);
    }
  }

  private void assertGrowingWaits(int before) {
    List<Long> times = List.copyOf(arrivals);
    IntStream.rangeClosed(0, 2)
        .forEach(probe -> {
          long wait = times.get(before + probe) - times.get(before + probe - 1);
          assertThat(Duration.ofNanos(wait))
              .isGreaterThan(FIRST_WAIT.multipliedBy(1L << probe).minusMillis(50));
        });
  }

  private Receiver receiver() {
    return Receiver.running((_, exchange) -> {
      arrivals.add(System.nanoTime());
      mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
      exchange.sendResponseHeaders(down.get() ? 503 : 200, -1);
      atOnce.decrementAndGet();
    });
  }

  private ConfigurableApplicationContext dispatcher() {
    return bed.dispatcher(
        "test.breaker.first-wait=" + FIRST_WAIT.toMillis() + "ms",
        "test.breaker.longest-wait=10s",
        "sluice.webhooks.retry-delays=50ms,50ms,50ms,50ms,50ms,50ms,50ms,50ms,50ms");
  }

  private static double breakers(ConfigurableApplicationContext dispatcher, String state) {
    return dispatcher
        .getBean(MeterRegistry.class)
        .get("sluice.webhooks.breakers")
        .tag("state", state)
        .gauge()
        .value();
  }

  private static double skipped(ConfigurableApplicationContext dispatcher) {
    return dispatcher
        .getBean(MeterRegistry.class)
        .counter("sluice.webhooks.skipped", "reason", "breaker")
        .count();
  }
}
