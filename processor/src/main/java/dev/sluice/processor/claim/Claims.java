package dev.sluice.processor.claim;

import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.lease.WorkerId;
import dev.sluice.schema.JobRow;
import dev.sluice.wire.ModelRequestFormat;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Claims due jobs: higher priority first, then the one that has been due longest. A claim begins an
 * attempt, so no two workers run the same attempt. Jobs that another claim has locked are skipped.
 *
 * <p>This is the only place that defines the order. Intake claims the jobs it stores only under
 * {@link #NOTHING_WAITS}, so it never overtakes a waiting job.
 */
@Component
public final class Claims {

  /** SQL condition: no stored job is due. */
  public static final String NOTHING_WAITS =
      """
      NOT EXISTS (
        SELECT FROM job waiting
        WHERE waiting.status = 'pending'
          AND waiting.priority_rank IN (0, 1, 2)
          AND waiting.run_at <= now())
      """;

  // Index job_due, read in its order: because the ranks are listed, jobs that are scheduled for
  // later are skipped rank by rank. A worker whose lease has expired claims nothing.
  private static final String CLAIM =
      """
      WITH due AS (
        SELECT id
        FROM job
        WHERE status = 'pending'
          AND priority_rank IN (0, 1, 2)
          AND run_at <= now()
          AND (expires_at IS NULL OR expires_at > now())
          AND EXISTS (SELECT FROM worker WHERE worker.id = ? AND worker.expires_at > now())
        ORDER BY priority_rank, run_at, id
        LIMIT ?
        FOR UPDATE OF job SKIP LOCKED)
      UPDATE job
      SET status = 'processing',
          attempt = job.attempt + 1,
          worker_id = ?,
          started_at = coalesce(job.started_at, now()),
          deadline_at = now() + job.timeout_seconds * interval '1 second'
      FROM due
      WHERE job.id = due.id
      RETURNING job.id, job.tenant, job.attempt, job.uncounted, job.model, job.request,
                job.timeout_seconds, job.max_attempts, job.metadata, job.created_at,
                job.started_at, job.progress, job.retried_from
      """;

  private final JdbcTemplate jdbc;
  private final Counter claimed;

  public Claims(JdbcTemplate jdbc, MeterRegistry meters) {
    this.jdbc = jdbc;
    this.claimed =
        Counter.builder("sluice.claim.jobs")
            .description("Jobs claimed from the table")
            .register(meters);
  }

  /** Claims up to {@code max} jobs for this worker; fewer when no more are due. */
  public List<ClaimedJob> claim(int max, WorkerId worker) {
    List<ClaimedJob> jobs =
        jdbc.query(CLAIM, (row, _) -> map(row, worker), worker.value(), max, worker.value());
    claimed.increment(jobs.size());
    return jobs;
  }

  private static ClaimedJob map(ResultSet row, WorkerId worker) throws SQLException {
    UUID retriedFrom = row.getObject("retried_from", UUID.class);
    return new ClaimedJob(
        new JobId(row.getObject("id", UUID.class)),
        new TenantId(row.getString("tenant")),
        worker,
        row.getInt("attempt"),
        row.getInt("uncounted"),
        ModelRequestFormat.read(row.getString("model"), row.getBytes("request")),
        Duration.ofSeconds(row.getInt("timeout_seconds")),
        row.getInt("max_attempts"),
        JobRow.metadata(row),
        Objects.requireNonNull(JobRow.instant(row, "created_at")),
        Objects.requireNonNull(JobRow.instant(row, "started_at")),
        row.getDouble("progress"),
        retriedFrom == null ? null : new JobId(retriedFrom));
  }
}
