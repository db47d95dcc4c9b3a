package dev.sluice.dispatcher.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dispatcher.Receiver;
import dev.sluice.dispatcher.TestBed;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** What a replay queues, and what it leaves alone. */
class ReplayIT {

  private static final String FAST = "sluice.webhooks.replay.per-second=100000";

  private final TestBed bed = new TestBed();
  private final ReplayRows rows = new ReplayRows(bed);
  private final Receiver receiver = Receiver.answering(200);
  private final UUID endpoint = rows.endpoint(receiver.url());

  @AfterEach
  void close() {
    receiver.close();
    bed.close();
  }

  @Test
  void eachMissedEventIsSentOnceOldestFirstAndCounted() {
    rows.deliveries(endpoint, "failed", 150);
    UUID replay = rows.replay(endpoint, "failed");
    // One at a time, so that the order can be seen.
    try (ConfigurableApplicationContext dispatcher =
        bed.dispatcher(
            "sluice.webhooks.send.permits=1", "sluice.webhooks.send.permits-per-endpoint=1")) {
      rows.awaitStatus(replay, "completed");
      rows.awaitCount(endpoint, "status = 'delivered'", 150);
      MeterRegistry meters = dispatcher.getBean(MeterRegistry.class);
      assertThat(meters.counter("sluice.webhooks.replay.queued").count()).isEqualTo(150);
      await().until(() -> meters.get("sluice.webhooks.replay.running").gauge().value() == 0);
    }
    assertThat(received()).hasSize(150).containsExactlyElementsOf(rows.events(endpoint));
    assertThat(rows.queued(replay)).isEqualTo(150);
    assertThat(
            rows.count(
                endpoint,
                "trigger = 'replay' AND replay_id = '%s' AND attempt = 5 AND earlier = 4"
                    .formatted(replay)))
        .isEqualTo(150);
  }

  @Test
  void onlyTheStatusesThatWereAskedForAreSent() {
    for (String status : List.of("failed", "discarded", "delivered")) {
      rows.deliveries(endpoint, status, 5);
    }
    UUID replay = rows.replay(endpoint, "failed", "discarded");
    try (var _ = bed.dispatcher(FAST)) {
      rows.awaitStatus(replay, "completed");
      rows.awaitCount(endpoint, "replay_id IS NOT NULL AND status = 'delivered'", 10);
    }
    assertThat(rows.queued(replay)).isEqualTo(10);
    assertThat(rows.count(endpoint, "replay_id IS NULL AND status = 'delivered'")).isEqualTo(5);
    assertThat(receiver.calls()).hasSize(10);
  }

  @Test
  void whatWasDeliveredIsSentOnceMoreWhereThatIsAskedFor() {
    rows.deliveries(endpoint, "delivered", 50);
    UUID replay = rows.replay(endpoint, "delivered");
    try (var _ = bed.dispatcher(FAST)) {
      rows.awaitStatus(replay, "completed");
      rows.awaitCount(endpoint, "attempt = 5 AND status = 'delivered'", 50);
    }
    assertThat(received()).doesNotHaveDuplicates().hasSize(50);
  }

  @ParameterizedTest
  @ValueSource(strings = {"failed", "delivered", "discarded"})
  void whatCameToStandSoAfterItWasAskedForIsLeftAlone(String status) {
    UUID other = rows.endpoint(receiver.url());
    rows.deliveries(endpoint, "failed", 10);
    rows.deliveries(other, status, 1);
    List<UUID> replays = List.of(rows.replay(endpoint, status), rows.replay(other, status));
    rows.endNow(endpoint, status);
    try (var _ = bed.dispatcher(FAST)) {
      replays.forEach(replay -> rows.awaitStatus(replay, "completed"));
      rows.awaitCount(other, "status = 'delivered' AND attempt = 5", 1);
    }
    assertThat(replays).extracting(rows::queued).containsExactly(0, 1);
    assertThat(rows.count(endpoint, "replay_id IS NULL AND status = '%s'".formatted(status)))
        .isEqualTo(10);
  }

  /** Outcomes that were being written while it was counted. */
  @Test
  void noMoreAreQueuedThanItsTotalSays() {
    rows.deliveries(endpoint, "failed", 10);
    UUID replay = rows.replay(endpoint, "failed");
    rows.counted(replay, 8);
    try (var _ = bed.dispatcher(FAST)) {
      rows.awaitStatus(replay, "completed");
    }
    assertThat(rows.queued(replay)).isEqualTo(10);
    assertThat(rows.total(replay)).isEqualTo(10);
  }

  @Test
  void theRangeBeginsAtSinceAndEndsBeforeUntil() {
    rows.deliveries(endpoint, "failed", 10);
    UUID replay =
        rows.replay(
            endpoint, ReplayRows.FIRST.plusMillis(3), ReplayRows.FIRST.plusMillis(7), "failed");
    try (var _ = bed.dispatcher(FAST)) {
      rows.awaitStatus(replay, "completed");
      rows.awaitCount(endpoint, "status = 'delivered'", 4);
    }
    assertThat(received()).containsExactlyInAnyOrderElementsOf(rows.events(endpoint).subList(3, 7));
  }

  /** A step examines 5000 rows: the first that matches is the last of these, or comes later. */
  @ParameterizedTest
  @ValueSource(ints = {4999, 10_020})
  void aStepOverRowsThatDoNotMatchIsFollowedByOthers(int before) {
    rows.deliveries(endpoint, "discarded", before);
    rows.deliveries(endpoint, "failed", 5);
    bed.jdbc()
        .update(
            "UPDATE delivery SET created_at = created_at + interval '1 h' WHERE status = 'failed'");
    UUID replay = rows.replay(endpoint, "failed");
    try (var _ = bed.dispatcher(FAST)) {
      rows.awaitStatus(replay, "completed");
      rows.awaitCount(endpoint, "status = 'delivered'", 5);
    }
    assertThat(rows.queued(replay)).isEqualTo(5);
    assertThat(rows.count(endpoint, "status = 'discarded'")).isEqualTo(before);
  }

  @Test
  void whatFailsAgainIsNotQueuedAgain() {
    try (Receiver failing = Receiver.answering(500)) {
      UUID broken = rows.endpoint(failing.url());
      rows.deliveries(broken, "failed", 20);
      UUID replay = rows.replay(broken, "failed");
      try (var _ =
          bed.dispatcher(
              "sluice.webhooks.retry-delays=10ms", "sluice.webhooks.replay.per-second=20")) {
        rows.awaitStatus(replay, "completed");
        rows.awaitCount(broken, "status = 'failed' AND attempt = 6", 20);
        await().until(() -> rows.failed(replay) == 20);
        assertThat(rows.delivered(replay)).isZero();
      }
      assertThat(rows.queued(replay)).isEqualTo(20);
    }
  }

  @Test
  void whatBecameOfItsDeliveriesStaysCountedWhateverIsDoneWithThemAfterwards() {
    rows.deliveries(endpoint, "failed", 30);
    UUID first = rows.replay(endpoint, "failed");
    try (var _ = bed.dispatcher(FAST)) {
      await().until(() -> rows.delivered(first) == 30);
      UUID second = rows.replay(endpoint, "delivered");
      await().until(() -> rows.delivered(second) == 30);
      // By hand, as the api does it.
      bed.jdbc()
          .update(
              "UPDATE delivery SET status = 'pending', trigger = 'manual', replay_id = NULL,"
                  + " earlier = attempt - uncounted, next_attempt_at = now(), completed_at = NULL");
      rows.awaitCount(endpoint, "status = 'delivered' AND attempt = 7", 30);
      await().until(() -> bed.count("replay_outcome") == 0);
      assertThat(List.of(first, second))
          .allMatch(replay -> rows.delivered(replay) == 30 && rows.failed(replay) == 0);
    }
  }

  @Test
  void ofADisabledEndpointTheyAreHeld() {
    rows.deliveries(endpoint, "failed", 20);
    rows.disable(endpoint);
    UUID replay = rows.replay(endpoint, "failed");
    try (var _ = bed.dispatcher(FAST)) {
      rows.awaitStatus(replay, "completed");
    }
    assertThat(rows.count(endpoint, "status = 'held' AND trigger = 'replay'")).isEqualTo(20);
    assertThat(receiver.calls()).isEmpty();
  }

  @Test
  void withItsEndpointAReplayEndsAsCancelled() {
    rows.deliveries(endpoint, "failed", 20);
    rows.delete(endpoint);
    UUID replay = rows.replay(endpoint, "failed");
    try (var _ = bed.dispatcher(FAST)) {
      rows.awaitStatus(replay, "cancelled");
    }
    assertThat(rows.queued(replay)).isZero();
    assertThat(rows.count(endpoint, "status = 'failed'")).isEqualTo(20);
  }

  @Test
  void aCancelledReplayQueuesNothingMoreAndWhatIsQueuedIsSent() {
    rows.deliveries(endpoint, "failed", 2000);
    UUID replay = rows.replay(endpoint, "failed");
    try (var _ = bed.dispatcher()) {
      await().until(() -> rows.queued(replay) > 20);
      bed.jdbc()
          .update(
              "UPDATE replay SET status = 'cancelled', completed_at = now() WHERE id = ?", replay);
      int queued = rows.queued(replay);
      rows.awaitCount(endpoint, "status = 'delivered'", queued);
      UUID after = rows.replay(endpoint, "discarded");
      rows.awaitStatus(after, "completed");
      assertThat(rows.queued(replay)).isEqualTo(queued).isLessThan(2000);
    }
    assertThat(received()).doesNotHaveDuplicates();
    assertThat(rows.count(endpoint, "status = 'failed'")).isEqualTo(2000 - receiver.calls().size());
  }

  @Test
  void anEndpointThatHangsIsNotFloodedAndOthersGoOn() throws Exception {
    var release = new java.util.concurrent.CountDownLatch(1);
    try (Receiver hanging =
        Receiver.running((_, exchange) -> {
          release.await();
          exchange.sendResponseHeaders(200, -1);
        })) {
      UUID slow = rows.endpoint(hanging.url());
      rows.deliveries(slow, "failed", 500);
      rows.deliveries(endpoint, "failed", 300);
      UUID stuck = rows.replay(slow, "failed");
      UUID moving = rows.replay(endpoint, "failed");
      String[] settings = {
        FAST,
        "sluice.webhooks.replay.max-due=40",
        "sluice.webhooks.send.permits=64",
        "sluice.webhooks.send.permits-per-endpoint=8"
      };
      try (var _ = bed.dispatcher(settings)) {
        rows.awaitStatus(moving, "completed");
        assertThat(rows.status(stuck)).isEqualTo("running");
        // Those under way, and those due.
        assertThat(rows.queued(stuck)).isBetween(8, 40 + 8);
        release.countDown();
        rows.awaitStatus(stuck, "completed");
        rows.awaitCount(slow, "status = 'delivered'", 500);
      } finally {
        release.countDown();
      }
    }
  }

  private List<String> received() {
    return receiver.calls().stream().map(call -> call.header("webhook-id")).toList();
  }
}
