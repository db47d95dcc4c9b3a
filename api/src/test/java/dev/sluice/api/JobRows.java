package dev.sluice.api;

import dev.sluice.job.JobId;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Puts jobs into the table as the processor does, and moves them on. */
public final class JobRows {

  private final JdbcTemplate sql;

  public JobRows(TestApi api) {
    this.sql = api.sql();
  }

  /** Stores a job as intake does. */
  public void store(JobId id, String tenant, String digest) {
    sql.update(
        """
        INSERT INTO job (id, tenant, status, max_attempts, priority, model, request, digest, created_at, run_at,
                         timeout_seconds)
        VALUES (?, ?, 'pending', 3, 'normal', 'gpt-4o', '{"messages":[{"role":"user","content":"hello"}]}', ?, now(), now(), 600)
        """,
        id.value(),
        tenant,
        digest);
  }

  public void start(JobId id) {
    sql.update(
        """
        UPDATE job SET status = 'processing', attempt = 1, started_at = now(), worker_id = ?, deadline_at = now()
        WHERE id = ?
        """,
        UUID.randomUUID(),
        id.value());
  }

  public void complete(JobId id) {
    sql.update(
        """
        UPDATE job SET status = 'completed', attempt = 1, progress = 1, started_at = now(), completed_at = now(),
               worker_id = NULL, deadline_at = NULL, result = '{"content":"hi"}'
        WHERE id = ?
        """,
        id.value());
  }
}
