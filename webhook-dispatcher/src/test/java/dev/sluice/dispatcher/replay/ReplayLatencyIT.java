package dev.sluice.dispatcher.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dispatcher.Receiver;
import dev.sluice.dispatcher.TestBed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events that happen now wait little behind a replay to the same endpoint. */
class ReplayLatencyIT {

  private static final Logger log = LoggerFactory.getLogger(ReplayLatencyIT.class);
  private static final int EVENTS = 30;
  // 8 at a time: the endpoint takes 400 a second, less than the replay would send.
  private static final Duration TAKES = Duration.ofMillis(20);

  private final TestBed bed = new TestBed();
  private final ReplayRows rows = new ReplayRows(bed);
  private final ConcurrentMap<String, Long> received = new ConcurrentHashMap<>();
  private final Receiver receiver =
      Receiver.running((_, exchange) -> {
        received.put(exchange.getRequestHeaders().getFirst("webhook-id"), System.nanoTime());
        Thread.sleep(TAKES);
        exchange.sendResponseHeaders(200, -1);
      });
  private final UUID endpoint = rows.endpoint(receiver.url());

  @AfterEach
  void close() {
    receiver.close();
    bed.close();
  }

  @Test
  void anEventWaitsNoLongerThanForWhatIsDueAtMost() {
    try (var _ =
        bed.dispatcher(
            "sluice.webhooks.replay.per-second=1000",
            "sluice.webhooks.send.permits=64",
            "sluice.webhooks.send.permits-per-endpoint=8")) {
      List<Duration> alone = latencies();
      rows.deliveries(endpoint, "failed", 10_000);
      UUID replay = rows.replay(endpoint, "failed");
      await().until(() -> rows.queued(replay) > 200);
      List<Duration> beside = latencies();
      // The endpoint takes 400 a second, so the replay lasts 25 s, and an event that waited behind
      // all of it would be delivered after its end.
      assertThat(rows.status(replay)).isEqualTo("running");
      log.info(
          "live events: p50 {} p99 {} alone, p50 {} p99 {} beside a replay",
          at(alone, 50),
          at(alone, 99),
          at(beside, 50),
          at(beside, 99));
    }
  }

  private List<Duration> latencies() {
    List<Duration> latencies = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      long before = System.nanoTime();
      String event = rows.live(endpoint).toString();
      await()
          .pollInterval(Duration.ofMillis(2))
          .atMost(Duration.ofSeconds(60))
          .until(() -> received.containsKey(event));
      latencies.add(Duration.ofNanos(received.getOrDefault(event, before) - before));
    }
    return latencies.stream().sorted().toList();
  }

  private static Duration at(List<Duration> sorted, int percentile) {
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percentile / 100));
  }
}
