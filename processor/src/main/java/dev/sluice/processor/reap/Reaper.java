package dev.sluice.processor.reap;

import dev.sluice.job.EventType;
import dev.sluice.job.JobError;
import dev.sluice.job.JobStatus;
import dev.sluice.schema.JobRow;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Returns jobs whose worker has no live lease to pending (or fails them once their attempts are
 * spent), fails those whose worker is alive but let the deadline pass, and fails those that waited
 * past their expiry. A job of the first two kinds that its client has asked to cancel is cancelled
 * instead. Every processor may run it; each job is taken by one.
 *
 * <p>The attempt stays as it was: a late settlement finds the job not in processing, or in a later
 * attempt, and is refused.
 */
public final class Reaper {

  private static final Logger log = LoggerFactory.getLogger(Reaper.class);

  // What its client asked to cancel ends cancelled, whatever befell its worker: the request is read
  // from the very version of the row that is written over, so one that has just come counts.
  // Indexes job_held and job_deadline cover the jobs in processing; worker_pkey tells who is alive.
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

  // Nobody looks at the row of a process that died long ago.
  private static final String FORGET_DEAD_WORKERS =
      "DELETE FROM worker WHERE expires_at < now() - interval '1 day'";

  // Index job_watch_expiring. A row that is locked is being renewed or deleted.
  private static final String FORGET_WATCHERS =
      """
      DELETE FROM job_watch
      WHERE (job_id, watcher) IN (
        SELECT job_id, watcher
        FROM job_watch
        WHERE expires_at < now()
        FOR UPDATE SKIP LOCKED)
      """;

  private final JdbcTemplate jdbc;
  private final JobTransitions announced;
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
    this.announced = new JobTransitions(jdbc, transaction, clock);
    this.properties = properties;
    this.clock = clock;
    this.meters = meters;
  }

  /** Takes every job that is due for it; returns how many went back to pending or ended. */
  public int reap() {
    int reaped = reapAll(this::recover) + reapAll(this::expire);
    jdbc.update(FORGET_DEAD_WORKERS);
    jdbc.update(FORGET_WATCHERS);
    return reaped;
  }

  private int reapAll(Supplier<List<JobRow>> batch) {
    int total = 0;
    int taken;
    do {
      taken = batch.get().size();
      total += taken;
    } while (taken == properties.batch());
    return total;
  }

  private List<JobRow> recover() {
    long graceMillis = properties.deadlineGrace().toMillis();
    return moved(() ->
        jdbc.query(
            RECOVER,
            JobRow::map,
            graceMillis,
            graceMillis,
            properties.batch(),
            clock.instant().toString(),
            JobError.TIMEOUT.code(),
            JobError.WORKER_LOST.code(),
            JobError.TIMEOUT.message(),
            JobError.WORKER_LOST.message()));
  }

  private List<JobRow> expire() {
    return moved(() ->
        jdbc.query(
            EXPIRE,
            JobRow::map,
            properties.batch(),
            clock.instant().toString(),
            JobError.EXPIRED.code(),
            JobError.EXPIRED.message()));
  }

  private List<JobRow> moved(Supplier<List<JobRow>> statement) {
    List<JobRow> rows = announced.moved(statement, Reaper::event);
    rows.forEach(this::note);
    return rows;
  }

  private static Optional<EventType> event(JobStatus status) {
    return switch (status) {
      case PENDING -> Optional.of(EventType.RETRYING);
      case FAILED -> Optional.of(EventType.FAILED);
      case CANCELLED -> Optional.of(EventType.CANCELLED);
      case PROCESSING, COMPLETED ->
          throw new IllegalStateException("a reaped job does not run or complete");
    };
  }

  private void note(JobRow row) {
    JobError error = row.job().error();
    String cause = error == null ? row.job().status().wireName() : error.code();
    log.warn(
        "reaped job={} attempt={} cause={} status={}",
        row.job().jobId(),
        row.job().attempt(),
        cause,
        row.job().status().wireName());
    meters.counter("sluice.reap.jobs", "cause", cause).increment();
  }
}
