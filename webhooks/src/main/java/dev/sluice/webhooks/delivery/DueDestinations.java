package dev.sluice.webhooks.delivery;

import dev.sluice.batch.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Finds destinations with due deliveries, page by page and pass after pass. Costs one index probe
 * per destination, however long its backlog. Not thread-safe.
 */
public final class DueDestinations {

  // A loose scan of the index delivery_due, from the first entry of one destination to the first of
  // the next, without reading the table, as most may be due only in hours. Returns the destinations
  // that are due soon, and the last one that was scanned.
  static final String SCAN =
      """
      WITH RECURSIVE first AS (
        (SELECT d.destination, d.next_attempt_at, 1 AS number,
                (d.next_attempt_at <= now() + interval '1 minute')::int AS soon
         FROM delivery d
         WHERE d.status = 'pending' AND d.destination > ?
         ORDER BY d.destination, d.next_attempt_at, d.id
         LIMIT 1)
        UNION ALL
        SELECT n.destination, n.next_attempt_at, f.number + 1,
               f.soon + (n.next_attempt_at <= now() + interval '1 minute')::int
        FROM first f CROSS JOIN LATERAL (
          SELECT d.destination, d.next_attempt_at
          FROM delivery d
          WHERE d.status = 'pending' AND d.destination > f.destination
          ORDER BY d.destination, d.next_attempt_at, d.id
          LIMIT 1) n
        WHERE f.number < ? AND f.soon < ?
      ), shown AS (
        SELECT f.destination, f.next_attempt_at, f.number, f.soon
        FROM first f
        WHERE f.next_attempt_at <= now() + interval '1 minute'
        UNION
        (SELECT f.destination, f.next_attempt_at, f.number, f.soon
         FROM first f ORDER BY f.number DESC LIMIT 1)
      )
      SELECT s.destination, d.tenant, d.endpoint_id, s.number, s.soon,
             (extract(epoch FROM s.next_attempt_at - now()) * 1e6)::bigint AS in_micros,
             s.next_attempt_at <= now() + interval '1 minute'
               AND (d.endpoint_id IS NULL OR (e.enabled AND e.deleted_at IS NULL)) AS open,
             coalesce((extract(epoch FROM e.updated_at) * 1e6)::bigint, 0) AS version,
             coalesce((extract(epoch FROM e.asked_at) * 1e6)::bigint, 0) AS asked,
             e.rate_limit_per_second IS NOT NULL
               AND NOT EXISTS (SELECT FROM endpoint_pace p WHERE p.endpoint_id = e.id) AS unpaced
      FROM shown s CROSS JOIN LATERAL (
        SELECT w.tenant, w.endpoint_id
        FROM delivery w
        WHERE w.status = 'pending' AND w.destination = s.destination
        ORDER BY w.destination, w.next_attempt_at, w.id
        LIMIT 1) d
      LEFT JOIN webhook_endpoint e ON e.id = d.endpoint_id
      ORDER BY s.number
      """;

  // Deliveries of the last seconds by the primary key, as ids are time-ordered: new deliveries need
  // not wait for a pass over very many destinations. Reads at most 5000 rows of any status; ids
  // that are not time-ordered are outside the bounds.
  static final String NEWEST =
      """
      SELECT DISTINCT ON (d.destination)
             d.destination, d.tenant, d.endpoint_id, 0 AS number, 0 AS soon,
             (extract(epoch FROM d.next_attempt_at - now()) * 1e6)::bigint AS in_micros,
             d.endpoint_id IS NULL OR (e.enabled AND e.deleted_at IS NULL) AS open,
             coalesce((extract(epoch FROM e.updated_at) * 1e6)::bigint, 0) AS version,
             coalesce((extract(epoch FROM e.asked_at) * 1e6)::bigint, 0) AS asked,
             e.rate_limit_per_second IS NOT NULL
               AND NOT EXISTS (SELECT FROM endpoint_pace p WHERE p.endpoint_id = e.id) AS unpaced
      FROM (SELECT w.destination, w.tenant, w.endpoint_id, w.status, w.next_attempt_at
            FROM delivery w
            WHERE w.id > (SELECT uuidv7(interval '-2 seconds'))
              AND w.id < (SELECT uuidv7(interval '1 minute'))
            ORDER BY w.id DESC
            LIMIT 5000) d
      LEFT JOIN webhook_endpoint e ON e.id = d.endpoint_id
      WHERE d.status = 'pending' AND d.next_attempt_at <= now()
      ORDER BY d.destination, d.next_attempt_at
      """;

  private static final String ADD_PACE =
      """
      INSERT INTO endpoint_pace (endpoint_id, next_at)
      SELECT id, now() FROM unnest(?::uuid[]) AS e (id)
      ON CONFLICT (endpoint_id) DO NOTHING
      """;

  /** Destinations that a page returns; the next page continues behind them. */
  static final int MAX_FOUND = 10_000;

  /** Destinations that a page scans, due or not. */
  static final int MAX_SCANNED = 20_000;

  private record Found(DueDestination destination, boolean open, int number, int soon) {}

  private final JdbcTemplate jdbc;
  private String after = "";

  public DueDestinations(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Whether the next page is the first of a pass. */
  public boolean isAtStart() {
    return after.isEmpty();
  }

  /**
   * The next page: destinations that are due within a minute, at most 10 000 of at most 20 000 that
   * are scanned. Excludes disabled and deleted endpoints. Creates the row that keeps the rate of
   * endpoints with a rate limit.
   */
  public List<DueDestination> page() {
    List<Found> found = jdbc.query(SCAN, DueDestinations::found, after, MAX_SCANNED, MAX_FOUND);
    after = "";
    if (!found.isEmpty()) {
      Found last = found.getLast();
      if (last.number() == MAX_SCANNED || last.soon() == MAX_FOUND) {
        after = last.destination().name();
      }
    }
    return open(found);
  }

  /** The destinations of the latest 5000 deliveries that were queued in the last two seconds. */
  public List<DueDestination> newest() {
    return open(jdbc.query(NEWEST, DueDestinations::found));
  }

  private List<DueDestination> open(List<Found> found) {
    List<DueDestination> open = found.stream().filter(Found::open).map(Found::destination).toList();
    List<DueDestination> unpaced = open.stream().filter(DueDestination::unpaced).toList();
    if (!unpaced.isEmpty()) {
      jdbc.update(ADD_PACE, Rows.of(unpaced).uuid(DueDestination::endpoint).parameters());
    }
    return open;
  }

  private static Found found(ResultSet row, int rowNumber) throws SQLException {
    return new Found(
        new DueDestination(
            row.getString("destination"),
            row.getString("tenant"),
            row.getObject("endpoint_id", UUID.class),
            row.getLong("version"),
            row.getLong("asked"),
            Duration.of(row.getLong("in_micros"), ChronoUnit.MICROS),
            row.getBoolean("unpaced")),
        row.getBoolean("open"),
        row.getInt("number"),
        row.getInt("soon"));
  }
}
