package dev.sluice.api.health;

import dev.sluice.api.storage.Database;
import dev.sluice.api.storage.DatabaseUnavailableException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Counts jobs that have not ended. */
@Component
final class JobCounts {

  private static final Duration BOUND = Duration.ofSeconds(1);

  /**
   * @param pending exact up to 10 000, which stands for more, too
   * @param processing likewise
   */
  record Counts(long pending, long processing) {}

  private final Database database;
  private final JdbcTemplate jdbc;

  JobCounts(Database database, JdbcTemplate jdbc) {
    this.database = database;
    this.jdbc = jdbc;
  }

  /** Empty where the database does not answer within a second. */
  Optional<Counts> read() {
    try {
      return Optional.ofNullable(
          database.callUnlessUnavailable(
              BOUND,
              () ->
                  // Scans no more than so many entries of the partial indexes job_due and job_held.
                  jdbc.queryForObject(
                      """
                      SELECT (SELECT count(*)
                                FROM (SELECT FROM job WHERE status = 'pending' LIMIT 10000) p),
                             (SELECT count(*)
                                FROM (SELECT FROM job WHERE status = 'processing' LIMIT 10000) r)
                      """,
                      (row, _) -> new Counts(row.getLong(1), row.getLong(2)))));
    } catch (DatabaseUnavailableException _) {
      return Optional.empty();
    }
  }
}
