package dev.sluice.processor.reap;

import dev.sluice.job.EventType;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.lease.WorkerId;
import dev.sluice.schema.JobRow;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives back what the database thinks a worker runs and it does not: a claim whose answer was lost
 * on the way back left it so.
 */
public final class OrphanedClaims {

  private static final Logger log = LoggerFactory.getLogger(OrphanedClaims.class);

  // Index job_held. The age leaves out what is just being claimed. What its client asked to cancel
  // ends cancelled.
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

  private final JdbcTemplate jdbc;
  private final JobTransitions announced;
  private final Clock clock;
  private final MeterRegistry meters;

  public OrphanedClaims(
      JdbcTemplate jdbc, TransactionTemplate transaction, Clock clock, MeterRegistry meters) {
    this.jdbc = jdbc;
    this.announced = new JobTransitions(jdbc, transaction, clock);
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * Gives back what this worker does not run; the attempt does not count.
   *
   * @param held what it runs, taken before the call
   * @return how many were given back
   */
  public int handBack(WorkerId worker, Set<JobId> held) {
    UUID[] ids = held.stream().map(JobId::value).toArray(UUID[]::new);
    List<JobRow> rows =
        announced.moved(
            () ->
                jdbc.query(
                    HAND_BACK,
                    JobRow::map,
                    clock.instant().toString(),
                    worker.value(),
                    new SqlArrayValue("uuid", (Object[]) ids)),
            status ->
                status == JobStatus.CANCELLED
                    ? Optional.of(EventType.CANCELLED)
                    : Optional.empty());
    if (!rows.isEmpty()) {
      log.warn(
          "{} jobs handed back that a lost answer had left with worker {}", rows.size(), worker);
      meters.counter("sluice.reap.jobs", "cause", "unheld").increment(rows.size());
    }
    return rows.size();
  }
}
