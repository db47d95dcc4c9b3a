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
 * Finds the destinations that deliveries wait for. Costs one index probe per destination, however
 * many deliveries wait for it. Goes over all of them page by page, pass after pass. Not safe for
 * several threads.
 */
public final class DueDestinations {

  // A loose scan over the index delivery_due: from the first entry of one destination straight to
  // the first of the next; of the index alone, as most may be due in hours only. Those that are due
  // soon are told, and the last one that was looked at.
  static final String SCAN =
      """
      WITH RECURSIVE first AS (
        (SELECT d.destination, d.next_attempt_at, 1 AS place,
                (d.next_attempt_at <= now() + interval '1 minute')::int AS soon
         FROM delivery d
         WHERE d.status = 'pending' AND d.destination > ?
         ORDER BY d.destination, d.next_attempt_at, d.id
         LIMIT 1)
        UNION ALL
        SELECT n.destination, n.next_attempt_at, f.place + 1,
               f.soon + (n.next_attempt_at <= now() + interval '1 minute')::int
        FROM first f CROSS JOIN LATERAL (
          SELECT d.destination, d.next_attempt_at
          FROM delivery d
          WHERE d.status = 'pending' AND d.destination > f.destination
          ORDER BY d.destination, d.next_attempt_at, d.id
          LIMIT 1) n
        WHERE f.place < ? AND f.soon < ?
      ), shown AS (
        SELECT f.destination, f.next_attempt_at, f.place, f.soon
        FROM first f
        WHERE f.next_attempt_at <= now() + interval '1 minute'
        UNION
        (SELECT f.destination, f.next_attempt_at, f.place, f.soon
         FROM first f ORDER BY f.place DESC LIMIT 1)
      )
      SELECT s.destination, d.tenant, d.endpoint_id, s.place, s.soon,
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
      ORDER BY s.place
      """;

  // What was queued in the last seconds, by the primary key, as ids are of the time when they were
  // made: so that news need not wait for a pass over very many destinations. Of all rows, in
  // whatever state, 5000 are read at most; ids that are of no time lie beyond the bounds.
  static final String NEWEST =
      """
      SELECT DISTINCT ON (d.destination)
             d.destination, d.tenant, d.endpoint_id, 0 AS place, 0 AS soon,
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

  private static final String KEEP_PACE =
      """
      INSERT INTO endpoint_pace (endpoint_id, next_at)
      SELECT id, now() FROM unnest(?::uuid[]) AS e (id)
      ON CONFLICT (endpoint_id) DO NOTHING
      """;

  /** What one page may find; where there are more, the next one goes on behind them. */
  static final int MOST = 10_000;

  /** What one page may look at, due or not. */
  static final int MOST_SEEN = 20_000;

  private record Found(DueDestination destination, boolean open, int place, int soon) {}

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
   * The next page: at most 10 000 destinations that are due within a minute, of at most 20 000 that
   * it looks at, without endpoints that are disabled or deleted. Endpoints with a rate limit have a
   * row for their pace afterwards.
   */
  public List<DueDestination> page() {
    List<Found> found = jdbc.query(SCAN, DueDestinations::found, after, MOST_SEEN, MOST);
    after = "";
    if (!found.isEmpty()) {
      Found last = found.getLast();
      if (last.place() == MOST_SEEN || last.soon() == MOST) {
        after = last.destination().name();
      }
    }
    return open(found);
  }

  /** Those of the latest 5000 deliveries that were queued in the last two seconds. */
  public List<DueDestination> newest() {
    return open(jdbc.query(NEWEST, DueDestinations::found));
  }

  private List<DueDestination> open(List<Found> found) {
    List<DueDestination> open = found.stream().filter(Found::open).map(Found::destination).toList();
    keepPace(open.stream().filter(DueDestination::unpaced).toList());
    return open;
  }

  private void keepPace(List<DueDestination> unpaced) {
    if (!unpaced.isEmpty()) {
      jdbc.update(KEEP_PACE, Rows.of(unpaced).uuid(DueDestination::endpoint).parameters());
    }
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
        row.getInt("place"),
        row.getInt("soon"));
  }
}
