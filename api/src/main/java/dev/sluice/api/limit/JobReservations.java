package dev.sluice.api.limit;

import dev.sluice.api.stored.Database;
import dev.sluice.api.stored.DatabaseAwayException;
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
import org.springframework.stereotype.Component;

/**
 * What accepted jobs were charged, as rows, so that whichever replica learns of a job's end can
 * refund. Rows are written in the background, many at a time, within {@link #FLUSH_MILLIS} while
 * the database answers; until then they wait in memory, bounded. What is lost is a refund, never a
 * charge.
 */
@Component
final class JobReservations implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JobReservations.class);

  /** How long a row may be on its way. */
  static final long FLUSH_MILLIS = 100;

  private static final int MAX_BATCH = 1000;
  private static final Duration BOUND = Duration.ofSeconds(2);

  // A job has one reservation. A repeated insert, after an answer that was lost, changes nothing.
  private static final String INSERT =
      """
      INSERT INTO token_reservation (job_id, tenant, capacity, prompt_tokens, tokens)
      SELECT * FROM unnest(?::uuid[], ?::text[], ?::int8[], ?::int8[], ?::int8[])
      ON CONFLICT (job_id) DO NOTHING
      """;

  // By primary key. Who gets the row back refunds it; nobody gets it twice.
  private static final String TAKE =
      """
      DELETE FROM token_reservation WHERE job_id = ANY (?)
      RETURNING job_id, tenant, capacity, prompt_tokens, tokens
      """;

  // A job waits 30 days at most before its first attempt. By token_reservation_old.
  private static final String FORGET =
      "DELETE FROM token_reservation WHERE created_at < now() - interval '40 days'";

  private final JdbcTemplate jdbc;
  private final Database database;
  private final LimitMeters meters;
  private final ScheduledExecutorService flushing =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("reservations").factory());
  private final BlockingQueue<JobReservation> waiting;
  private List<JobReservation> unwritten = List.of();

  JobReservations(
      JdbcTemplate jdbc, Database database, LimitProperties properties, LimitMeters meters) {
    this.jdbc = jdbc;
    this.database = database;
    this.meters = meters;
    this.waiting = new ArrayBlockingQueue<>(properties.maxReservations());
  }

  void add(JobReservation reservation) {
    if (!waiting.offer(reservation)) {
      meters.lostReservation();
    }
  }

  /** On a thread of its own: a row that comes late is a refund that is lost. */
  @PostConstruct
  void start() {
    var _ =
        flushing.scheduleWithFixedDelay(
            this::flushSafely, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
  }

  // A failure must not end the schedule.
  private void flushSafely() {
    try {
      flush();
    } catch (RuntimeException e) {
      log.error("reservations could not be written", e);
    }
  }

  synchronized void flush() {
    try {
      while (!unwritten.isEmpty() || !waiting.isEmpty()) {
        if (unwritten.isEmpty()) {
          unwritten = new ArrayList<>();
          waiting.drainTo(unwritten, MAX_BATCH);
        }
        List<JobReservation> batch = unwritten;
        int _ = database.callUnlessAway(BOUND, () -> jdbc.update(INSERT, parameters(batch)));
        unwritten = List.of();
      }
    } catch (DatabaseAwayException _) {
      // They are kept, and written once it is back.
    }
  }

  private static Object[] parameters(List<JobReservation> batch) {
    return Rows.of(batch)
        .uuid(reservation -> reservation.job().value())
        .text(reservation -> reservation.tenant().value())
        .bigint(JobReservation::capacity)
        .bigint(JobReservation::promptTokens)
        .bigint(JobReservation::tokens)
        .parameters();
  }

  /**
   * Takes the reservations of these jobs, each for good: no other call, here or elsewhere, gets it.
   *
   * @throws DatabaseAwayException within some seconds; none was taken then, or they are lost
   */
  List<JobReservation> take(Collection<JobId> jobs) {
    Object[] ids = jobs.stream().map(JobId::value).toArray();
    return database.call(
        BOUND, () -> jdbc.query(TAKE, JobReservations::read, new SqlArrayValue("uuid", ids)));
  }

  private static JobReservation read(ResultSet row, int number) throws SQLException {
    return new JobReservation(
        new JobId(row.getObject("job_id", UUID.class)),
        new TenantId(row.getString("tenant")),
        row.getLong("capacity"),
        row.getLong("prompt_tokens"),
        row.getLong("tokens"));
  }

  /** Deletes what no job can still ask for; returns how many. */
  int forgetOld() {
    return jdbc.update(FORGET);
  }

  /** Writes what waits, if the database answers. */
  @Override
  public void close() {
    flushing.shutdownNow();
    flush();
  }
}
