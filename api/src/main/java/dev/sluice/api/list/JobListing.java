package dev.sluice.api.list;

import dev.sluice.api.storage.Database;
import dev.sluice.job.Job;
import dev.sluice.job.TenantId;
import dev.sluice.schema.JobRow;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Reads pages of a tenant's jobs, newest first by {@code (created_at, id)}.
 *
 * <p>Neither changes once a job is stored, and a page begins after a job, not after a number of
 * jobs. So who follows the cursors sees every job exactly once that was stored when the first page
 * was read and meets the filter when its page is, whatever is added meanwhile. A job is stored a
 * moment after it was accepted: one stored meanwhile can be older than the page that is being read;
 * the next reading from the first page shows it.
 *
 * <p>The results of a page have at most {@value #MAX_PAGE_BYTES} bytes together but for the last
 * one; a page that is full in this sense ends early. Jobs that were cancelled before they were
 * stored are left out until they are.
 */
@Component
final class JobListing {

  /** How far the jobs that meet a filter are counted. */
  static final int MAX_TOTAL = 10_000;

  static final int MAX_PAGE_BYTES = 8 * 1024 * 1024;

  private static final Duration BOUND = Duration.ofSeconds(5);

  private final JdbcTemplate jdbc;
  private final Database database;
  private final Cursors cursors;

  JobListing(JdbcTemplate jdbc, Database database, Cursors cursors) {
    this.jdbc = jdbc;
    this.database = database;
    this.cursors = cursors;
  }

  /** A job, and how many there are from the page's first one, up to one more than its limit. */
  private record Row(Job job, int found) {}

  /**
   * The page.
   *
   * @throws dev.sluice.api.http.errors.ApiException 400 for a cursor that is not this listing's
   * @throws dev.sluice.api.storage.DatabaseUnavailableException within 5 s
   */
  Page<Job> read(TenantId tenant, ListQuery query) {
    byte[] listing = query.filter().identity();
    String cursor = query.page().cursor();
    Position start = cursor == null ? null : cursors.read(tenant, listing, cursor);
    List<Row> rows = database.call(BOUND, () -> rows(tenant, query, start));
    int total = database.call(BOUND, () -> total(tenant, query.filter()));
    List<Job> items = rows.stream().map(Row::job).toList();
    int page = start == null ? 1 : start.page();
    boolean hasMore = !rows.isEmpty() && rows.getFirst().found() > rows.size();
    return new Page<>(
        items,
        total,
        page,
        query.page().limit(),
        hasMore,
        hasMore ? cursors.write(tenant, listing, after(items.getLast(), page + 1)) : null);
  }

  private static Position after(Job last, int page) {
    if (last.createdAt() == null) {
      throw new IllegalStateException("a stored job was created some time");
    }
    return new Position(last.createdAt(), last.jobId().value(), page);
  }

  /**
   * By index {@code job_listed}, or by {@code job_listed_ended} or {@code job_metadata} where the
   * filter leaves few.
   */
  private List<Row> rows(TenantId tenant, ListQuery query, @Nullable Position start) {
    List<Object> parameters = new ArrayList<>();
    String conditions = ListConditions.write(tenant, query.filter(), parameters);
    if (start != null) {
      conditions += " AND (created_at, id) < (?, ?)";
      parameters.add(OffsetDateTime.ofInstant(start.createdAt(), ZoneOffset.UTC));
      parameters.add(start.id());
    }
    parameters.add(query.page().limit() + 1);
    parameters.add(query.page().limit());
    parameters.add(MAX_PAGE_BYTES);
    String sql =
        """
        SELECT %s, page.found
        FROM (
          SELECT id,
                 count(*) OVER () AS found,
                 row_number() OVER newest AS number,
                 sum(octet_length(result::text)) OVER newest
                   - coalesce(octet_length(result::text), 0) AS bytes_before
          FROM (
            SELECT id, created_at, result
            FROM job
            WHERE %s
            ORDER BY created_at DESC, id DESC
            LIMIT ?) AS candidate
          WINDOW newest AS (ORDER BY created_at DESC, id DESC ROWS UNBOUNDED PRECEDING)) AS page
        JOIN job ON job.id = page.id
        WHERE page.number <= ? AND coalesce(page.bytes_before, 0) < ?
        ORDER BY page.number
        """
            .formatted(JobRow.COLUMNS, conditions);
    return jdbc.query(
        sql,
        (row, number) -> new Row(JobRow.map(row, number).job(), row.getInt("found")),
        parameters.toArray());
  }

  private int total(TenantId tenant, JobFilter filter) {
    List<Object> parameters = new ArrayList<>();
    String conditions = ListConditions.write(tenant, filter, parameters);
    parameters.add(MAX_TOTAL);
    String sql =
        "SELECT count(*) FROM (SELECT FROM job WHERE %s LIMIT ?) AS counted".formatted(conditions);
    Integer total = jdbc.queryForObject(sql, Integer.class, parameters.toArray());
    return total == null ? 0 : total;
  }
}
