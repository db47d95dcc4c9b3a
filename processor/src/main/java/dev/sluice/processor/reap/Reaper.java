package dev.sluice.processor.reap;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.EventType;
import dev.sluice.job.JobError;
import dev.sluice.job.JobId;
import dev.sluice.lease.WorkerId;
import dev.sluice.outbox.Outbox;
import dev.sluice.schema.JobRow;
import dev.sluice.wire.JobEvent;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Recovers jobs. A job whose worker has no live lease returns to pending, or fails once its
 * attempts are spent. A job whose live worker let the deadline pass fails, and so does one that was
 * pending past its expiry. A running job that its client has asked to cancel is cancelled instead.
 * Every processor may reap at the same time.
 *
 * <p>The attempt is unchanged, so a late settlement is refused: the job is not in processing any
 * more, or in a later attempt.
 */
@Component
public final class Reaper {

  private static final Logger log = LoggerFactory.getLogger(Reaper.class);

  // A cancelled job ends cancelled, whatever happened to its worker. The request to cancel is read
  // from the row version that is updated, so one that has just been made counts. Indexes job_held
  // and job_deadline for the running jobs, worker_pkey for the live workers.
  private static final String RECOVER =
      """
      WITH lost AS (
        SELECT id,
               deadline_at < now() - ? * interval '1 millisecond'
                 AND EXISTS (
                   SELECT FROM worker
                   WHERE worker.id = job.worker_id AND worker.expires_at > now()) AS late,
               attempt - uncounted >= max_attempts AS spent
        FROM job
        WHERE status = 'processing'
          AND (deadline_at < now() - ? * interval '1 millisecond'
               OR NOT EXISTS (
                 SELECT FROM worker
                 WHERE worker.id = job.worker_id AND worker.expires_at > now()))
        LIMIT ?
        FOR UPDATE OF job SKIP LOCKED)
      UPDATE job
      SET status = CASE
                     WHEN cancel_requested_at IS NOT NULL THEN 'cancelled'
                     WHEN late OR spent THEN 'failed'
                     ELSE 'pending'
                   END,
          completed_at = CASE
                           WHEN cancel_requested_at IS NOT NULL OR late OR spent
                           THEN ?::timestamptz
                         END,
          run_at = CASE WHEN late OR spent THEN run_at ELSE now() END,
          error_code = CASE
                         WHEN cancel_requested_at IS NOT NULL THEN NULL
                         WHEN late THEN ?
                         ELSE ?
                       END,
          error_message = CASE
                            WHEN cancel_requested_at IS NOT NULL THEN NULL
                            WHEN late THEN ?
                            ELSE ?
                          END,
          worker_id = NULL,
          deadline_at = NULL
      FROM lost
      WHERE job.id = lost.id AND job.status = 'processing'
      RETURNING
      """
          + JobRow.COLUMNS;

  // Index job_expiring.
  private static final String EXPIRE =
      """
      WITH expired AS (
        SELECT id
        FROM job
        WHERE status = 'pending' AND expires_at IS NOT NULL AND expires_at <= now()
        LIMIT ?
        FOR UPDATE SKIP LOCKED)
      UPDATE job
      SET status = 'failed', completed_at = ?::timestamptz, error_code = ?, error_message = ?
      FROM expired
      WHERE job.id = expired.id AND job.status = 'pending'
      RETURNING
      """
          + JobRow.COLUMNS;

  // Index job_held. The age excludes claims that are just being made. A cancelled job ends
  // cancelled.
  private static final String HAND_BACK =
      """
      UPDATE job
      SET status = CASE WHEN cancel_requested_at IS NULL THEN 'pending' ELSE 'cancelled' END,
          uncounted = CASE WHEN cancel_requested_at IS NULL THEN uncounted + 1 ELSE uncounted END,
          run_at = now(),
          completed_at = CASE WHEN cancel_requested_at IS NOT NULL THEN ?::timestamptz END,
          error_code = NULL,
          error_message = NULL,
          worker_id = NULL,
          deadline_at = NULL
      WHERE status = 'processing'
        AND worker_id = ?
        AND deadline_at - timeout_seconds * interval '1 second' < now() - interval '10 seconds'
        AND NOT (id = ANY (?))
      RETURNING
      """
          + JobRow.COLUMNS;

  private static final String DELETE_DEAD_WORKERS =
      "DELETE FROM worker WHERE expires_at < now() - interval '1 day'";

  // Index job_watch_expiring. Locked rows are being renewed or deleted.
  private static final String DELETE_EXPIRED_WATCHERS =
      """
      DELETE FROM job_watch
      WHERE (job_id, watcher) IN (
        SELECT job_id, watcher
        FROM job_watch
        WHERE expires_at < now()
        FOR UPDATE SKIP LOCKED)
      """;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Outbox outbox;
  private final ReapProperties properties;
  private final Clock clock;
  private final MeterRegistry meters;

  public Reaper(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      ReapProperties properties,
      Clock clock,
      MeterRegistry meters) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.outbox = new Outbox(jdbc);
    this.properties = properties;
    this.clock = clock;
    this.meters = meters;
  }

  /** Recovers all jobs that are due; returns how many. */
  public int reap() {
    int reaped = reapAll(this::recover) + reapAll(this::expire);
    jdbc.update(DELETE_DEAD_WORKERS);
    jdbc.update(DELETE_EXPIRED_WATCHERS);
    return reaped;
  }

  private int reapAll(Supplier<List<JobRow>> batch) {
    int total = 0;
    List<JobRow> rows;
    do {
      rows = batch.get();
      rows.forEach(this::note);
      total += rows.size();
    } while (rows.size() == properties.batch());
    return total;
  }

  private List<JobRow> recover() {
    long graceMillis = properties.deadlineGrace().toMillis();
    return move(
        EventType.RETRYING,
        RECOVER,
        graceMillis,
        graceMillis,
        properties.batch(),
        clock.instant().toString(),
        JobError.TIMEOUT.code(),
        JobError.WORKER_LOST.code(),
        JobError.TIMEOUT.message(),
        JobError.WORKER_LOST.message());
  }

  private List<JobRow> expire() {
    return move(
        null,
        EXPIRE,
        properties.batch(),
        clock.instant().toString(),
        JobError.EXPIRED.code(),
        JobError.EXPIRED.message());
  }

  /**
   * Returns the jobs that the database assigns to this worker and that it does not run, because the
   * response to their claim was lost; the attempt does not count.
   *
   * @param running the jobs it runs, read before the call
   * @return how many were returned
   */
  public int handBack(WorkerId worker, Set<JobId> running) {
    UUID[] ids = running.stream().map(JobId::value).toArray(UUID[]::new);
    int orphaned =
        move(
                null,
                HAND_BACK,
                clock.instant().toString(),
                worker.value(),
                new SqlArrayValue("uuid", (Object[]) ids))
            .size();
    if (orphaned > 0) {
      log.warn("{} orphaned claims of worker {} handed back", orphaned, worker);
      meters.counter("sluice.reap.jobs", "cause", "orphaned").increment(orphaned);
    }
    return orphaned;
  }

  /** Changes jobs and appends their events in one transaction; returns the jobs. */
  private List<JobRow> move(@Nullable EventType ofPending, String statement, Object... parameters) {
    return requireNonNull(
        transaction.execute(_ -> {
          List<JobRow> rows = jdbc.query(statement, JobRow::map, parameters);
          outbox.append(
              rows.stream()
                  .flatMap(row -> Stream.ofNullable(event(row, ofPending)))
                  .map(JobEvent::toOutboxEvent)
                  .toList());
          return rows;
        }));
  }

  private @Nullable JobEvent event(JobRow row, @Nullable EventType ofPending) {
    EventType type =
        switch (row.job().status()) {
          case PENDING -> ofPending;
          case FAILED -> EventType.FAILED;
          case CANCELLED -> EventType.CANCELLED;
          case PROCESSING, COMPLETED ->
              throw new IllegalStateException("a reaped job neither runs nor completes");
        };
    return type == null ? null : JobEvent.of(type, row.job(), row.tenant(), clock.instant());
  }

  private void note(JobRow row) {
    JobError error = row.job().error();
    String status = row.job().status().wireName();
    String cause = error == null ? status : error.code();
    log.warn(
        "reaped job={} attempt={} cause={} status={}",
        row.job().jobId(),
        row.job().attempt(),
        cause,
        status);
    meters.counter("sluice.reap.jobs", "cause", cause).increment();
  }
}
