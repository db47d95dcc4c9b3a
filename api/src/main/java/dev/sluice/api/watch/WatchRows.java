package dev.sluice.api.watch;

import dev.sluice.api.storage.Database;
import dev.sluice.api.storage.DatabaseUnavailableException;
import dev.sluice.batch.Rows;
import dev.sluice.job.JobId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Rows of {@code job_watch}: the processor that runs a job publishes its answer while one is valid.
 */
@Component
final class WatchRows {

  record Row(JobId job, UUID watcher) {}

  private final JdbcTemplate jdbc;
  private final Database database;
  private final Duration bound;

  WatchRows(JdbcTemplate jdbc, Database database, WatchProperties properties) {
    this.jdbc = jdbc;
    this.database = database;
    this.bound = properties.readTimeout();
  }

  /** Adds or renews rows, for 30 s from now by the database's clock. */
  void write(List<Row> rows) {
    String sql =
        """
        INSERT INTO job_watch (job_id, watcher, expires_at)
        SELECT job_id, watcher, now() + interval '30 seconds'
        FROM unnest(?::uuid[], ?::uuid[]) AS t (job_id, watcher)
        ORDER BY job_id, watcher
        ON CONFLICT (job_id, watcher) DO UPDATE SET expires_at = excluded.expires_at
        """;
    Object[] parameters =
        Rows.of(rows).uuid(row -> row.job().value()).uuid(Row::watcher).parameters();
    database.call(bound, () -> jdbc.update(sql, parameters));
  }

  /** Deletes a row; if the database is unavailable, it expires. */
  void delete(Row row) {
    String sql = "DELETE FROM job_watch WHERE job_id = ? AND watcher = ?";
    try {
      database.callUnlessUnavailable(
          bound, () -> jdbc.update(sql, row.job().value(), row.watcher()));
    } catch (DatabaseUnavailableException _) {
      // It expires within 30 s.
    }
  }
}
