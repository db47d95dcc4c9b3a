package dev.sluice.webhooks.replay;

import dev.sluice.webhooks.RowPosition;
import dev.sluice.webhooks.delivery.DeliveryStatus;
import dev.sluice.webhooks.endpoint.EndpointState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;

/** The deliveries in the range of a replay, in the order of their creation. */
final class ReplayDeliveries {

  private static final Set<String> UNDELIVERED =
      DeliveryStatus.UNDELIVERED.stream()
          .map(DeliveryStatus::wireName)
          .collect(Collectors.toUnmodifiableSet());

  // What was held has not ended.
  private static final String MATCHES =
      "d.status = ANY (?) AND coalesce(d.completed_at < %s, true)";

  // Primary key. Locked in the order of the range, so that two replays of one range do not wait for
  // each other in a circle. The condition is checked again behind the lock: a delivery that was
  // retried by hand, or delivered, since it was read is skipped. Due in the order of the range.
  private static final String QUEUE =
      """
      WITH next AS (
        SELECT d.id, seen.number
        FROM unnest(?) WITH ORDINALITY AS seen (id, number) JOIN delivery d ON d.id = seen.id
        ORDER BY seen.number
        FOR UPDATE OF d
      )
      UPDATE delivery d
      SET status = ?, trigger = 'replay', replay_id = ?, earlier = d.attempt - d.uncounted,
          next_attempt_at = now() + next.number * interval '1 microsecond', completed_at = NULL
      FROM next
      WHERE d.id = next.id AND %s
      """
          .formatted(MATCHES.formatted("?"));

  private final JdbcTemplate jdbc;

  ReplayDeliveries(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * How many match, and whether the whole range was examined.
   *
   * @param at when, by the database's clock; only what had ended then matches
   */
  record Count(int matching, boolean exact, OffsetDateTime at) {}

  /** Counts the deliveries of a range, of which at most this many are examined. */
  Count count(UUID endpoint, ReplayRange range, int maxScanned) {
    List<String> statuses = names(range);
    // The same indexes.
    String sql =
        """
        SELECT count(*) FILTER (WHERE %s) AS matching, count(*) AS scanned, now() AS at
        FROM (SELECT d.status, d.completed_at FROM delivery d
              WHERE d.endpoint_id = ? AND d.created_at >= ? AND d.created_at < ? %s
              LIMIT ?) AS d
        """
            .formatted(MATCHES.formatted("now()"), ofIndex(statuses));
    return jdbc.query(
            sql,
            (row, _) ->
                new Count(
                    row.getInt("matching"),
                    row.getInt("scanned") < maxScanned,
                    row.getObject("at", OffsetDateTime.class)),
            text(statuses),
            endpoint,
            at(range.since()),
            at(range.until()),
            maxScanned)
        .getFirst();
  }

  /**
   * Examines the next deliveries of a replay's range.
   *
   * @param max how many matching ones are wanted
   * @param maxScanned how many are examined, matching or not
   */
  RangeScan scan(RunningReplay replay, int max, int maxScanned) {
    // Index delivery_undelivered where the statuses allow it, else delivery_of_endpoint. The inner
    // limit bounds how many rows are read, the outer one ends the scan once enough were found: both
    // orders are that of the index, so nothing is sorted.
    String sql =
        """
        SELECT seen.id, seen.created_at, seen.matches, seen.number
        FROM (
          SELECT d.id, d.created_at, %s AS matches,
                 row_number() OVER (ORDER BY d.created_at, d.id) AS number
          FROM delivery d
          WHERE d.endpoint_id = ? %s
            AND (d.created_at, d.id) > (?, ?) AND d.created_at < ?
          ORDER BY d.created_at, d.id
          LIMIT ?) AS seen
        WHERE seen.matches OR seen.number = ?
        ORDER BY seen.created_at, seen.id
        LIMIT ?
        """
            .formatted(MATCHES.formatted("?"), ofIndex(replay.statuses()));
    return RangeScan.of(
        jdbc.query(
            sql,
            ReplayDeliveries::row,
            text(replay.statuses()),
            at(replay.requestedAt()),
            replay.endpointId(),
            at(replay.from().createdAt()),
            replay.from().id(),
            at(replay.until()),
            maxScanned,
            maxScanned,
            max + 1),
        max,
        maxScanned);
  }

  /**
   * Queues these for another round of attempts, due now; held where the endpoint is disabled.
   *
   * @return how many: those that no longer match are left alone
   */
  int queue(RunningReplay replay, List<RowPosition> deliveries) {
    if (deliveries.isEmpty()) {
      return 0;
    }
    Object[] ids = deliveries.stream().map(RowPosition::id).toArray();
    return jdbc.update(
        QUEUE,
        new SqlArrayValue("uuid", ids),
        replay.endpoint() == EndpointState.ENABLED ? "pending" : "held",
        replay.id(),
        text(replay.statuses()),
        at(replay.requestedAt()));
  }

  static List<String> names(ReplayRange range) {
    return range.statuses().stream().sorted().map(DeliveryStatus::wireName).toList();
  }

  static OffsetDateTime at(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  static SqlArrayValue text(Collection<String> values) {
    return new SqlArrayValue("text", values.toArray());
  }

  /** A partial index is used only where the statement implies its condition literally. */
  private static String ofIndex(List<String> statuses) {
    return UNDELIVERED.containsAll(statuses)
        ? "AND d.status IN ('failed', 'held', 'discarded')"
        : "";
  }

  private static RangeScan.Row row(ResultSet row, int rowNumber) throws SQLException {
    return new RangeScan.Row(
        new RowPosition(
            row.getObject("created_at", OffsetDateTime.class).toInstant(),
            row.getObject("id", UUID.class)),
        row.getBoolean("matches"),
        row.getInt("number"));
  }
}
