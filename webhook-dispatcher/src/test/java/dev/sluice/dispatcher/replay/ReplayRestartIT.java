package dev.sluice.dispatcher.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dispatcher.Receiver;
import dev.sluice.dispatcher.TestBed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** A replay outlives the dispatchers that carry it on. */
class ReplayRestartIT {

  private static final int PERMITS = 16;
  private static final String[] SETTINGS = {
    "sluice.webhooks.replay.max-due=200",
    "sluice.webhooks.send.permits=" + PERMITS,
    "sluice.webhooks.send.permits-per-endpoint=" + PERMITS,
    // What is under way is cut off, as by a kill.
    "sluice.webhooks.queue.drain-grace=0ms"
  };

  private final TestBed bed = new TestBed();
  private final ReplayRows rows = new ReplayRows(bed);
  private final ConcurrentMap<String, Integer> received = new ConcurrentHashMap<>();
  private final Receiver receiver =
      Receiver.running((_, exchange) -> {
        received.merge(exchange.getRequestHeaders().getFirst("webhook-id"), 1, Integer::sum);
        exchange.sendResponseHeaders(200, -1);
      });
  private final UUID endpoint = rows.endpoint(receiver.url());

  @AfterEach
  void close() {
    receiver.close();
    bed.close();
  }

  @Test
  void aReplayGoesOnWhereTheDispatcherThatCarriedItWasCutOff() {
    surviveRestarts(2000, 500);
  }

  @Test
  @Tag("soak")
  void aReplayOfManyGoesOnWhereTheDispatcherThatCarriedItWasCutOff() {
    surviveRestarts(25_000, 5000);
  }

  private void surviveRestarts(int count, int perSecond) {
    rows.deliveries(endpoint, "failed", count);
    UUID replay = rows.replay(endpoint, "failed");
    int cuts = 3;
    for (int cut = 1; cut <= cuts; cut++) {
      int enough = count * cut / (cuts + 2);
      try (var _ = bed.dispatcher(settings(perSecond))) {
        await().atMost(Duration.ofMinutes(5)).until(() -> received.size() >= enough);
      }
      assertThat(rows.status(replay)).isEqualTo("running");
    }
    try (var _ = bed.dispatcher(settings(perSecond))) {
      rows.awaitStatus(replay, "completed");
      rows.awaitCount(endpoint, "status = 'delivered'", count);
    }
    assertThat(rows.queued(replay)).isEqualTo(count);
    assertThat(received.keySet()).containsExactlyInAnyOrderElementsOf(rows.events(endpoint));
    assertThat(duplicates()).isLessThanOrEqualTo(cuts * PERMITS);
    // Every one that came twice was under way at a cut.
    assertThat(rows.count(endpoint, "attempt - uncounted <> earlier + 1")).isZero();
  }

  @Test
  void twoDispatchersAtOnceQueueEachOnceAndOneTakesOverFromTheOther() {
    int count = 2000;
    rows.deliveries(endpoint, "failed", count);
    List<UUID> replays =
        Stream.of("failed", "failed").map(status -> rows.replay(endpoint, status)).toList();
    try (var _ = bed.dispatcher(settings(1000))) {
      ConfigurableApplicationContext other = bed.dispatcher(settings(1000));
      await().atMost(Duration.ofMinutes(1)).until(() -> received.size() >= count / 3);
      other.close();
      replays.forEach(replay -> rows.awaitStatus(replay, "completed"));
      rows.awaitCount(endpoint, "status = 'delivered'", count);
    }
    // Of two replays over the same range, whoever comes first takes a delivery.
    assertThat(replays.stream().mapToInt(rows::queued).sum()).isEqualTo(count);
    assertThat(received).hasSize(count);
    assertThat(duplicates()).isLessThanOrEqualTo(PERMITS);
  }

  private static String[] settings(int perSecond) {
    return Stream.concat(
            Stream.of(SETTINGS), Stream.of("sluice.webhooks.replay.per-second=" + perSecond))
        .toArray(String[]::new);
  }

  private int duplicates() {
    return received.entrySet().stream().mapToInt(Map.Entry::getValue).sum() - received.size();
  }
}
