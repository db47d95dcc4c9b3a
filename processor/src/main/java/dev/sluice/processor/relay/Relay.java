package dev.sluice.processor.relay;

import dev.sluice.job.TenantId;
import dev.sluice.lease.WorkerLease;
import dev.sluice.schema.JobRow;
import dev.sluice.wire.OutboxEvent;
import dev.sluice.wire.Topics;
import dev.sluice.work.LoopThread;
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
import javax.sql.DataSource;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;
import org.springframework.stereotype.Component;

/**
 * Publishes the outbox: reads the oldest events, publishes them in order, waits for the broker's
 * acknowledgements and deletes the acknowledged events. Every committed event reaches the topic at
 * least once and in order per subject; repeated ones have the same id.
 *
 * <p>One relay works at a time ({@link RelayLock}); any processor can take over.
 */
@Component
public final class Relay {

  private static final Logger log = LoggerFactory.getLogger(Relay.class);

  // Index outbox_waiting. The running sum bounds the bytes in memory.
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
  private final Counter published;
  private final Counter parked;
  private final LoopThread loop;

  Relay(
      DataSource dataSource,
      WorkerLease lease,
      KafkaTemplate<String, byte[]> kafka,
      Topics topics,
      RelayProperties properties,
      MeterRegistry meters) {
    this.lock = new RelayLock(dataSource);
    this.lease = lease;
    this.kafka = kafka;
    this.topics = topics;
    this.properties = properties;
    this.published =
        Counter.builder("sluice.relay.published")
            .description("Events that the broker acknowledged")
            .register(meters);
    this.parked =
        Counter.builder("sluice.relay.parked")
            .description("Events that are too large for the topic")
            .register(meters);
    this.loop = new LoopThread("relay", properties.pollEvery(), this::relay);
  }

  public void start() {
    loop.start();
  }

  /** Publishes new events without waiting for the next poll. */
  public void wake() {
    loop.wake();
  }

  private Duration relay() throws SQLException {
    try {
      return relayBatch() ? Duration.ZERO : properties.pollEvery();
    } catch (RuntimeException | SQLException e) {
      lock.close();
      throw e;
    }
  }

  /** Publishes one batch; returns whether more events are likely to wait. */
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

  /** Publishes in order and deletes up to the first failure; returns whether there was none. */
  private boolean publish(JdbcTemplate jdbc, List<Waiting> batch) {
    List<CompletableFuture<SendResult<String, byte[]>>> sends = new ArrayList<>(batch.size());
    for (Waiting waiting : batch) {
      sends.add(send(waiting));
    }
    // Nothing is sent again before all of them have ended, so that no event overtakes another.
    CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new))
        .exceptionally(_ -> null)
        .join();
    List<Long> acknowledged = new ArrayList<>(batch.size());
    boolean succeeded = true;
    for (int i = 0; i < batch.size() && succeeded; i++) {
      try {
        sends.get(i).join();
        acknowledged.add(batch.get(i).id());
      } catch (CompletionException e) {
        // What follows is published again even if it was acknowledged, to keep the order.
        succeeded = isParked(jdbc, batch.get(i), e);
      }
    }
    jdbc.update(DELETE, (Object) acknowledged.toArray(Long[]::new));
    published.increment(acknowledged.size());
    return succeeded;
  }

  private CompletableFuture<SendResult<String, byte[]>> send(Waiting waiting) {
    try {
      return kafka.send(waiting.event().toRecord(topics.events()));
    } catch (org.springframework.kafka.KafkaException | KafkaException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Parks an event that no retry can publish; others stay for the next batch. */
  private boolean isParked(JdbcTemplate jdbc, Waiting waiting, CompletionException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RecordTooLargeException) {
        log.error("{} is too large for the topic; parked in the outbox", waiting.event());
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
        // Of any type: a newer version of a service may append types that are unknown here.
        new OutboxEvent(
            row.getObject("event_id", UUID.class),
            row.getString("type"),
            row.getObject("subject", UUID.class),
            new TenantId(row.getString("tenant")),
            Objects.requireNonNull(JobRow.instant(row, "occurred_at")),
            row.getBytes("data")));
  }

  /** Publishes the remaining events and releases the lock, within a few seconds. */
  public void stop() throws InterruptedException {
    if (loop.stop(STOP_LIMIT)) {
      lock.close();
    } else {
      log.warn("the broker does not acknowledge; another relay will publish the remaining events");
    }
  }
}
