package dev.sluice.api.list;

import static java.util.Objects.requireNonNull;

import dev.sluice.api.storage.Database;
import dev.sluice.job.Job;
import dev.sluice.job.TenantId;
import dev.sluice.schema.JobRow;
import dev.sluice.webhooks.RowPosition;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Reads pages of a tenant's jobs, newest first by {@code (created_at, id)}.
 *
 * <p>Neither changes once a job is stored, and a page begins after a job. Following the cursors
 * therefore shows every job exactly once that was stored before the first page was read and meets
 * the filter when its page is read. A job is stored a moment after it was accepted, so one that is
 * stored meanwhile may be older than the page being read and appear only in a new listing. Jobs
 * that were cancelled before they were stored are left out until they are.
 *
 * <p>The results on a page have at most {@value #MAX_PAGE_BYTES} bytes together, not counting the
 * last one; a page that reaches this bound ends early.
 */
@Component
final class JobListing {

  /** Matching jobs are counted up to this number. */
  static final int MAX_TOTAL = 10_000;

  static final int MAX_PAGE_BYTES = 8 * 1024 * 1024;

  private final JdbcTemplate jdbc;
  private final Database database;
  private final Cursors cursors;

  JobListing(JdbcTemplate jdbc, Database database, Cursors cursors) {
    this.jdbc = jdbc;
    this.database = database;
    this.cursors = cursors;
  }

  /**
   * A job, and the number of jobs from the first one of the page, up to one more than its limit.
   */
  private record Row(Job job, int found) {}

  /**
   * The page.
   *
   * @throws dev.sluice.api.http.errors.ApiException 400 for a cursor that is not this listing's
   * @throws dev.sluice.api.storage.DatabaseUnavailableException within 5 s
   */
  Page<Job> read(TenantId tenant, JobFilter filter, PageQuery query) {
    PageStart start = cursors.start(tenant, filter.identity(), query);
    List<Row> rows = database.call(() -> rows(tenant, filter, start));
    List<Job> items = rows.stream().map(Row::job).toList();
    boolean hasMore = !rows.isEmpty() && rows.getFirst().found() > rows.size();
    // A first page without a next one is the whole listing, in one snapshot.
    int total =
        start.after() == null && !hasMore
            ? items.size()
            : database.call(() -> total(tenant, filter));
    return start.page(
        items,
        hasMore,
        total,
        last -> new RowPosition(requireNonNull(last.createdAt()), last.jobId().value()));
  }

  /**
   * By index {@code job_listed}, or by {@code job_listed_ended} or {@code job_metadata} where the
   * filter leaves few.
   */
  private List<Row> rows(TenantId tenant, JobFilter filter, PageStart start) {
    List<Object> parameters = new ArrayList<>();
    String conditions = filter.conditions(tenant, parameters);
    RowPosition after = start.after();
    if (after != null) {
      conditions += " AND (created_at, id) < (?, ?)";
      parameters.add(after.createdAt().atOffset(ZoneOffset.UTC));
      parameters.add(after.id());
    }
    parameters.add(start.limit() + 1);
    parameters.add(start.limit());
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
    String conditions = filter.conditions(tenant, parameters);
    parameters.add(MAX_TOTAL);
    String sql =
        "SELECT count(*) FROM (SELECT FROM job WHERE %s LIMIT ?) AS counted".formatted(conditions);
    Integer total = jdbc.queryForObject(sql, Integer.class, parameters.toArray());
    return total == null ? 0 : total;
  }
}
