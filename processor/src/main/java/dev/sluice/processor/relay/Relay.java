package dev.sluice.processor.relay;

import dev.sluice.job.TenantId;
import dev.sluice.lease.WorkerLease;
import dev.sluice.schema.JobRow;
import dev.sluice.wire.OutboxEvent;
import dev.sluice.wire.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;

/**
 * Publishes the outbox: reads the oldest events, publishes them in order, waits for the broker's
 * acknowledgements, deletes what was acknowledged. Every committed event reaches the topic, at
 * least once and in order per subject; one that was acknowledged but not yet deleted when the relay
 * died is published again under the same id.
 *
 * <p>One relay works at a time ({@link RelayLock}); any processor takes over.
 */
public final class Relay {

  private static final Logger log = LoggerFactory.getLogger(Relay.class);

  // Index outbox_waiting. The running sum bounds what is held in memory at once.
  private static final String OLDEST =
      """
      SELECT id, event_id, type, subject, tenant, occurred_at, data
      FROM (
        SELECT *, sum(octet_length(data)) OVER (ORDER BY id) - octet_length(data) AS before
        FROM (
          SELECT * FROM outbox WHERE parked_at IS NULL ORDER BY id LIMIT ?) AS oldest) AS summed
      WHERE before < ?
      ORDER BY id
      """;

  private static final String DELETE = "DELETE FROM outbox WHERE id = ANY (?)";
  private static final String PARK = "UPDATE outbox SET parked_at = now() WHERE id = ?";

  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private record Waiting(long id, OutboxEvent event) {}

  private final RelayLock lock;
  private final WorkerLease lease;
  private final KafkaTemplate<String, byte[]> kafka;
  private final Topics topics;
  private final RelayProperties properties;
  private final Semaphore wakes = new Semaphore(0);
  private final Counter published;
  private final Counter parked;
  private final Thread thread;
  private volatile boolean closing;

  Relay(
      RelayLock lock,
      WorkerLease lease,
      KafkaTemplate<String, byte[]> kafka,
      Topics topics,
      RelayProperties properties,
      MeterRegistry meters) {
    this.lock = lock;
    this.lease = lease;
    this.kafka = kafka;
    this.topics = topics;
    this.properties = properties;
    this.published =
        Counter.builder("sluice.relay.published")
            .description("Events the broker acknowledged")
            .register(meters);
    this.parked =
        Counter.builder("sluice.relay.parked")
            .description("Events the broker will never take")
            .register(meters);
    this.thread = Thread.ofPlatform().daemon().name("relay").unstarted(this::loop);
  }

  public void start() {
    thread.start();
  }

  /** Something was written to the outbox: publish without waiting for the next poll. */
  public void wake() {
    if (wakes.availablePermits() == 0) {
      wakes.release();
    }
  }

  private void loop() {
    while (!closing) {
      boolean more = relaySafely();
      if (!more && !closing) {
        pause();
      }
    }
    // What was settled during the drain should not wait for another process.
    while (relaySafely()) {
      log.debug("relaying the rest before closing");
    }
    lock.close();
  }

  private void pause() {
    try {
      boolean _ = wakes.tryAcquire(properties.pollEvery().toMillis(), TimeUnit.MILLISECONDS);
      wakes.drainPermits();
    } catch (InterruptedException _) {
      // Only stop() ends this thread, by its flag.
    }
  }

  /**
   * One batch; whether another is likely to wait. Whatever fails, the broker's client throwing
   * included, costs the lock and a pause, never the thread.
   */
  private boolean relaySafely() {
    try {
      return relayBatch();
    } catch (RuntimeException | SQLException e) {
      log.warn("relay: {}", e.toString());
      lock.close();
      return false;
    }
  }

  private boolean relayBatch() throws SQLException {
    var worker = lease.current();
    if (worker.isEmpty()) {
      return false;
    }
    var jdbc = lock.acquire(worker.get());
    if (jdbc.isEmpty()) {
      return false;
    }
    List<Waiting> batch =
        jdbc.get().query(OLDEST, Relay::map, properties.batch(), properties.batchSize().toBytes());
    return !batch.isEmpty() && publish(jdbc.get(), batch) && batch.size() == properties.batch();
  }

  /** Publishes in order; deletes up to the first that failed. Whether none did. */
  private boolean publish(JdbcTemplate jdbc, List<Waiting> batch) {
    List<CompletableFuture<SendResult<String, byte[]>>> sends = new ArrayList<>(batch.size());
    for (Waiting waiting : batch) {
      sends.add(send(waiting));
    }
    // All of them have ended before anything is sent again, so nothing overtakes its successor.
    CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new))
        .exceptionally(_ -> null)
        .join();
    List<Long> acknowledged = new ArrayList<>(batch.size());
    boolean allWell = true;
    for (int i = 0; i < batch.size() && allWell; i++) {
      try {
        sends.get(i).join();
        acknowledged.add(batch.get(i).id());
      } catch (CompletionException e) {
        // What follows is published again even where it was acknowledged: order per subject.
        allWell = isParked(jdbc, batch.get(i), e);
      }
    }
    jdbc.update(DELETE, (Object) acknowledged.toArray(Long[]::new));
    published.increment(acknowledged.size());
    return allWell;
  }

  /** A client that refuses a record at once, rather than later, is a failed send like any other. */
  private CompletableFuture<SendResult<String, byte[]>> send(Waiting waiting) {
    try {
      return kafka.send(waiting.event().toRecord(topics.events()));
    } catch (org.springframework.kafka.KafkaException | KafkaException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Sets an event aside that no retry will publish; others are left for the next batch. */
  private boolean isParked(JdbcTemplate jdbc, Waiting waiting, CompletionException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RecordTooLargeException) {
        log.error("{} is larger than the topic takes; parked in the outbox", waiting.event());
        jdbc.update(PARK, waiting.id());
        parked.increment();
        return true;
      }
    }
    log.warn("{} not published yet: {}", waiting.event(), failure.getMessage());
    return false;
  }

  private static Waiting map(ResultSet row, int rowNumber) throws SQLException {
    return new Waiting(
        row.getLong("id"),
        // Whatever its type: another version of a service may announce what this one does not know.
        new OutboxEvent(
            row.getObject("event_id", UUID.class),
            row.getString("type"),
            row.getObject("subject", UUID.class),
            new TenantId(row.getString("tenant")),
            Objects.requireNonNull(JobRow.instant(row, "occurred_at")),
            row.getBytes("data")));
  }

  /**
   * Publishes what is left and gives the lock up; where the broker does not answer, it leaves the
   * rest to the next relay after a few seconds.
   */
  public void stop() throws InterruptedException {
    closing = true;
    wake();
    if (!thread.join(STOP_LIMIT)) {
      log.warn("the relay still waits for the broker; what is left is published by the next one");
    }
  }
}
