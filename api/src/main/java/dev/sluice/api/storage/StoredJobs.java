package dev.sluice.api.storage;

import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.schema.JobRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/**
 * Jobs as they are stored. Every read takes a bound and throws {@link DatabaseUnavailableException}
 * within it.
 */
@Component
public final class StoredJobs {

  /**
   * A job and what it was submitted with.
   *
   * @param digest keyed hash of the request; empty if the job was cancelled before it was stored
   */
  public record Submission(Job job, Optional<String> digest) {}

  private final JdbcTemplate jdbc;
  private final Database database;

  StoredJobs(JdbcTemplate jdbc, Database database) {
    this.jdbc = jdbc;
    this.database = database;
  }

  /** A tenant's job, if it is stored. By primary key. */
  public Optional<Job> find(TenantId tenant, JobId id, Duration bound) {
    String sql = "SELECT " + JobRow.COLUMNS + " FROM job WHERE id = ? AND tenant = ?";
    return database
        .call(bound, () -> jdbc.query(sql, JobRow::map, id.value(), tenant.value()))
        .stream()
        .map(JobRow::job)
        .findFirst();
  }

  /**
   * A tenant's job with the digest of its request, for callers that can do without. By primary key.
   */
  public Optional<Submission> findSubmission(TenantId tenant, JobId id, Duration bound) {
    String sql = "SELECT " + JobRow.COLUMNS + ", job.digest FROM job WHERE id = ? AND tenant = ?";
    return database
        .callUnlessUnavailable(
            bound, () -> jdbc.query(sql, StoredJobs::submission, id.value(), tenant.value()))
        .stream()
        .findFirst();
  }

  /** Those of these jobs that have ended. By primary key. */
  public List<JobId> endedAmong(Collection<JobId> ids, Duration bound) {
    String sql =
        """
        SELECT id FROM job
        WHERE id = ANY (?) AND status IN ('completed', 'failed', 'cancelled')
        """;
    Object[] values = ids.stream().map(JobId::value).toArray();
    return database.call(
        bound,
        () ->
            jdbc.query(
                sql,
                (row, _) -> new JobId(row.getObject("id", UUID.class)),
                new SqlArrayValue("uuid", values)));
  }

  /** These jobs without their results, if they are stored. By primary key. */
  public List<Job> snapshots(Collection<JobId> ids, Duration bound) {
    String sql = "SELECT " + JobRow.COLUMNS_WITHOUT_RESULT + " FROM job WHERE id = ANY (?)";
    Object[] values = ids.stream().map(JobId::value).toArray();
    return database
        .call(bound, () -> jdbc.query(sql, JobRow::map, new SqlArrayValue("uuid", values)))
        .stream()
        .map(JobRow::job)
        .toList();
  }

  private static Submission submission(ResultSet row, int number) throws SQLException {
    return new Submission(
        JobRow.map(row, number).job(), Optional.ofNullable(row.getString("digest")));
  }
}
