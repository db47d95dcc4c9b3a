package dev.sluice.processor.reap;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.EventType;
import dev.sluice.job.JobError;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.lease.WorkerId;
import dev.sluice.outbox.Outbox;
import dev.sluice.schema.JobRow;
import dev.sluice.wire.JobAnnouncement;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Returns jobs whose worker has no live lease to pending (or fails them once their attempts are
 * spent), fails those whose worker is alive but let the deadline pass, and fails those that waited
 * past their expiry. Every processor may run it; each job is taken by one.
 *
 * <p>The attempt stays as it was: a late settlement finds the job not in processing, or in a later
 * attempt, and is refused.
 */
public final class Reaper {

  private static final Logger log = LoggerFactory.getLogger(Reaper.class);

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
      SET status = CASE WHEN late OR spent THEN 'failed' ELSE 'pending' END,
          completed_at = CASE WHEN late OR spent THEN ?::timestamptz END,
          run_at = CASE WHEN late OR spent THEN run_at ELSE now() END,
          error_code = CASE WHEN late THEN ? ELSE ? END,
          error_message = CASE WHEN late THEN ? ELSE ? END,
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

  // Index job_held. A claim whose answer was lost on the way back left jobs with this worker that
  // it does not know of. The age leaves out what is just being claimed.
  private static final String HAND_BACK_UNHELD =
      """
      UPDATE job
      SET status = 'pending', uncounted = uncounted + 1, run_at = now(),
          worker_id = NULL, deadline_at = NULL
      WHERE status = 'processing'
        AND worker_id = ?
        AND deadline_at - timeout_seconds * interval '1 second' < now() - interval '10 seconds'
        AND NOT (id = ANY (?))
      """;

  // Nobody looks at the row of a process that died long ago.
  private static final String FORGET_DEAD_WORKERS =
      "DELETE FROM worker WHERE expires_at < now() - interval '1 day'";

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

  /** Takes every job that is due for it; returns how many went back to pending or failed. */
  public int reap() {
    jdbc.update(FORGET_DEAD_WORKERS);
    return reapAll(this::recover) + reapAll(this::expire);
  }

  /**
   * Gives back what the database thinks this worker runs and it does not; the attempt does not
   * count.
   *
   * @param held what it runs, taken before the call
   * @return how many went back
   */
  public int handBackUnheld(WorkerId worker, Set<JobId> held) {
    UUID[] ids = held.stream().map(JobId::value).toArray(UUID[]::new);
    int handedBack =
        jdbc.update(HAND_BACK_UNHELD, worker.value(), new SqlArrayValue("uuid", (Object[]) ids));
    if (handedBack > 0) {
      log.warn(
          "{} jobs handed back that a lost answer had left with worker {}", handedBack, worker);
      meters.counter("sluice.reap.jobs", "cause", "unheld").increment(handedBack);
    }
    return handedBack;
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
    return announced(() ->
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
    return announced(() ->
        jdbc.query(
            EXPIRE,
            JobRow::map,
            properties.batch(),
            clock.instant().toString(),
            JobError.EXPIRED.code(),
            JobError.EXPIRED.message()));
  }

  private List<JobRow> announced(Supplier<List<JobRow>> statement) {
    List<JobRow> rows =
        requireNonNull(
            transaction.execute(_ -> {
              List<JobRow> taken = statement.get();
              outbox.append(taken.stream().map(this::announce).toList());
              return taken;
            }));
    rows.forEach(this::note);
    return rows;
  }

  private JobAnnouncement announce(JobRow row) {
    EventType type =
        row.job().status() == JobStatus.PENDING ? EventType.RETRYING : EventType.FAILED;
    Instant now = clock.instant();
    return JobAnnouncement.of(type, row.job(), row.tenant(), now);
  }

  private void note(JobRow row) {
    JobError error = row.job().error();
    String cause = error == null ? "unknown" : error.code();
    log.warn(
        "reaped job={} attempt={} cause={} status={}",
        row.job().jobId(),
        row.job().attempt(),
        cause,
        row.job().status().wireName());
    meters.counter("sluice.reap.jobs", "cause", cause).increment();
  }
}
