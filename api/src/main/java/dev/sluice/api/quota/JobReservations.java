package dev.sluice.api.quota;

import dev.sluice.api.storage.Database;
import dev.sluice.api.storage.DatabaseUnavailableException;
import dev.sluice.batch.Rows;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import jakarta.annotation.PostConstruct;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The reservations of accepted jobs, stored so that whichever replica reads a job's end can refund.
 * Rows are written in the background, in batches, within {@link #FLUSH_MILLIS} while the database
 * answers; until then they wait in memory, bounded. A lost row loses a refund, never a charge.
 */
@Component
final class JobReservations implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JobReservations.class);

  /** How long a row waits to be written. */
  static final long FLUSH_MILLIS = 100;

  private static final int MAX_BATCH = 1000;
  private static final Duration BOUND = Duration.ofSeconds(2);

  // A repeated insert, after a lost response, changes nothing. Neither statement waits for the
  // disk;
  // a server crash loses the refunds of the last moments, or repeats some.
  private static final String INSERT =
      """
      WITH setting AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
      INSERT INTO token_reservation (job_id, tenant, capacity, prompt_tokens, tokens)
      SELECT reservation.*
      FROM setting, unnest(?::uuid[], ?::text[], ?::int8[], ?::int8[], ?::int8[]) AS reservation
      ON CONFLICT (job_id) DO NOTHING
      """;

  // By primary key. The replica that deletes the row refunds it, so that happens once.
  private static final String TAKE =
      """
      WITH setting AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
      DELETE FROM token_reservation USING setting WHERE job_id = ANY (?)
      RETURNING job_id, tenant, capacity, prompt_tokens, tokens,
        (extract(epoch FROM clock_timestamp() - created_at) * 1000)::int8 AS age_millis
      """;

  // A job waits at most 30 days for its first attempt. By token_reservation_old.
  private static final String DELETE_OLD =
      "DELETE FROM token_reservation WHERE created_at < now() - interval '40 days'";

  /**
   * What a job was charged when it was submitted.
   *
   * @param capacity the limit at that time, which identifies the bucket
   */
  record Charge(JobId job, TenantId tenant, long capacity, long promptTokens, long tokens) {

    BucketKey bucket() {
      return new BucketKey(tenant, BucketKind.TOKENS_MINUTE, capacity);
    }
  }

  private final JdbcTemplate jdbc;
  private final Database database;
  private final QuotaMetrics metrics;
  private final ScheduledExecutorService flushing =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("reservations").factory());
  private final BlockingQueue<Charge> waiting;
  private List<Charge> unwritten = List.of();

  JobReservations(
      JdbcTemplate jdbc, Database database, QuotaProperties properties, QuotaMetrics metrics) {
    this.jdbc = jdbc;
    this.database = database;
    this.metrics = metrics;
    this.waiting = new ArrayBlockingQueue<>(properties.maxReservations());
  }

  void add(Charge charge) {
    if (!waiting.offer(charge)) {
      metrics.lostReservation();
    }
  }

  /** On a thread of its own because a row that is written late loses its refund. */
  @PostConstruct
  void start() {
    var _ =
        flushing.scheduleWithFixedDelay(
            this::flushSafely, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
  }

  // An exception would end the schedule.
  private void flushSafely() {
    try {
      flush();
    } catch (Throwable e) {
      log.error("Reservations could not be stored", e);
    }
  }

  synchronized void flush() {
    try {
      while (!unwritten.isEmpty() || !waiting.isEmpty()) {
        if (unwritten.isEmpty()) {
          unwritten = new ArrayList<>();
          waiting.drainTo(unwritten, MAX_BATCH);
        }
        List<Charge> batch = unwritten;
        int _ = database.callUnlessUnavailable(BOUND, () -> jdbc.update(INSERT, parameters(batch)));
        unwritten = List.of();
      }
    } catch (DatabaseUnavailableException _) {
      // They are kept and written when it answers.
    }
  }

  private static Object[] parameters(List<Charge> batch) {
    return Rows.of(batch)
        .uuid(charge -> charge.job().value())
        .text(charge -> charge.tenant().value())
        .bigint(Charge::capacity)
        .bigint(Charge::promptTokens)
        .bigint(Charge::tokens)
        .parameters();
  }

  /** A charge and its age by the database's clock. */
  record Taken(Charge charge, Duration age) {}

  /**
   * Takes the reservations of these jobs. Each is returned by one call only, on any replica.
   *
   * @throws DatabaseUnavailableException within some seconds; none was taken then, or they are lost
   */
  List<Taken> take(Collection<JobId> jobs) {
    Object[] ids = jobs.stream().map(JobId::value).toArray();
    return database.call(
        BOUND, () -> jdbc.query(TAKE, JobReservations::read, new SqlArrayValue("uuid", ids)));
  }

  private static Taken read(ResultSet row, int number) throws SQLException {
    return new Taken(
        new Charge(
            new JobId(row.getObject("job_id", UUID.class)),
            new TenantId(row.getString("tenant")),
            row.getLong("capacity"),
            row.getLong("prompt_tokens"),
            row.getLong("tokens")),
        Duration.ofMillis(row.getLong("age_millis")));
  }

  /** Deletes rows whose job cannot end any more. */
  @Scheduled(fixedDelay = 10, initialDelay = 10, timeUnit = TimeUnit.MINUTES)
  void deleteOld() {
    try {
      int _ = database.callUnlessUnavailable(BOUND, () -> jdbc.update(DELETE_OLD));
    } catch (DatabaseUnavailableException _) {
      // The next run deletes them.
    }
  }

  /** Writes the waiting rows if the database answers. */
  @Override
  public void close() {
    flushing.shutdownNow();
    flush();
  }
}
