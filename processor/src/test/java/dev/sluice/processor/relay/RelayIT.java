package dev.sluice.processor.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.processor.Rig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the relay does where the broker takes some events of a batch and others not. */
class RelayIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Rig rig = new Rig();

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void eventsAfterAFailedOneArePublishedAgainBehindIt() {
    UUID other = UUID.randomUUID();
    UUID failing = UUID.randomUUID();
    UUID before = event(other, "{}");
    UUID failed = event(failing, "{}");
    UUID after = event(failing, "{}");
    FailsOnce.arm(failing);

    rig.startProcessor(
        "spring.kafka.producer.properties.partitioner.class=" + FailsOnce.class.getName());

    await().atMost(PATIENCE).until(() -> rig.jdbc.queryForList("SELECT id FROM outbox").isEmpty());
    assertThat(FailsOnce.failures()).isEqualTo(1);
    assertThat(published(other)).containsExactly(before);
    // The second had been acknowledged when the first failed.
    assertThat(published(failing)).containsExactly(after, failed, after);
  }

  @Test
  void anEventThatIsTooLargeForTheTopicIsParkedAndItsNeighboursArePublished() {
    UUID subject = UUID.randomUUID();
    UUID before = event(subject, "{}");
    event(subject, "{\"text\":\"%s\"}".formatted("x".repeat(9 * 1024 * 1024)));
    UUID after = event(subject, "{}");

    rig.startProcessor();

    await().atMost(PATIENCE).until(() -> published(subject), List.of(before, after)::equals);
    await()
        .atMost(PATIENCE)
        .until(() -> rig.jdbc.queryForList("SELECT id FROM outbox").size() == 1);
    assertThat(rig.jdbc.queryForList("SELECT id FROM outbox WHERE parked_at IS NOT NULL"))
        .hasSize(1);
    assertThat(rig.meter("sluice.relay.parked")).isEqualTo(1);
  }

  /** Writes an event to the outbox and returns its id. */
  private UUID event(UUID subject, String data) {
    UUID event = UUID.randomUUID();
    rig.jdbc.update(
        """
        INSERT INTO outbox (event_id, type, subject, tenant, occurred_at, data)
        VALUES (?, 'later.version', ?, 'acme', now(), ?)
        """,
        event,
        subject,
        data.getBytes(StandardCharsets.UTF_8));
    return event;
  }

  /** The ids of the subject's events on the topic, in order. */
  private List<UUID> published(UUID subject) {
    return rig.records("jobs.events.v1").stream()
        .filter(message -> subject.toString().equals(message.key()))
        .map(message -> message.headers().lastHeader("ce_id").value())
        .map(id -> UUID.fromString(new String(id, StandardCharsets.UTF_8)))
        .toList();
  }

  /** Fails the first record of one key as a broker that does not answer, and takes the others. */
  public static final class FailsOnce implements Partitioner {
    private static final AtomicInteger FAILURES = new AtomicInteger();
    private static volatile String key = "";

    static void arm(UUID failing) {
      FAILURES.set(0);
      key = failing.toString();
    }

    static int failures() {
      return FAILURES.get();
    }

    @Override
    public int partition(
        String topic,
        @Nullable Object recordKey,
        byte @Nullable [] keyBytes,
        @Nullable Object value,
        byte @Nullable [] valueBytes,
        Cluster cluster) {
      if (key.equals(recordKey) && FAILURES.compareAndSet(0, 1)) {
        throw new TimeoutException("The broker does not answer.");
      }
      return keyBytes == null
          ? 0
          : BuiltInPartitioner.partitionForKey(keyBytes, cluster.partitionCountForTopic(topic));
    }

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public void close() {}
  }
}
