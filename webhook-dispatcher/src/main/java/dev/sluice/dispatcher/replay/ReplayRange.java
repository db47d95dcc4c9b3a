package dev.sluice.dispatcher.replay;

import dev.sluice.dispatcher.replay.Replay.Endpoint;
import dev.sluice.dispatcher.replay.Replay.Place;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;

/** The deliveries of an endpoint in the order of their events. */
final class ReplayRange {

  private static final Set<String> UNDELIVERED = Set.of("failed", "held", "discarded");
  private static final String ONLY_UNDELIVERED = "AND d.status IN ('failed', 'held', 'discarded')";

  // What was held has not ended.
  private static final String FITS = "d.status = ANY (?) AND coalesce(d.completed_at < ?, true)";

  // Primary key. Locked in the order of the range, so that two replays of one range do not wait for
  // each other in a circle. What fits is looked at again behind the lock: a delivery that was
  // retried by hand, or delivered, since it was seen is passed over. Due in the order of the range.
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
          .formatted(FITS);

  private final JdbcTemplate jdbc;

  ReplayRange(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Looks at the next deliveries of a replay's range.
   *
   * @param max how many fitting ones are wanted
   * @param maxLooked how many are looked at, fitting or not
   */
  Look look(Replay replay, int max, int maxLooked) {
    // Index delivery_undelivered where its condition stands, else delivery_of_endpoint. The inner
    // limit bounds what is looked at, the outer one ends the walk once enough was found: both
    // orders are that of the index, so nothing is sorted.
    String sql =
        """
        SELECT seen.id, seen.created_at, seen.fits, seen.number
        FROM (
          SELECT d.id, d.created_at, %s AS fits,
                 row_number() OVER (ORDER BY d.created_at, d.id) AS number
          FROM delivery d
          WHERE d.endpoint_id = ? %s
            AND (d.created_at, d.id) > (?, ?) AND d.created_at < ?
          ORDER BY d.created_at, d.id
          LIMIT ?) AS seen
        WHERE seen.fits OR seen.number = ?
        ORDER BY seen.created_at, seen.id
        LIMIT ?
        """
            .formatted(FITS, UNDELIVERED.containsAll(replay.statuses()) ? ONLY_UNDELIVERED : "");
    return Look.of(
        jdbc.query(
            sql,
            ReplayRange::row,
            statuses(replay),
            at(replay.askedAt()),
            replay.endpointId(),
            at(replay.from().createdAt()),
            replay.from().id(),
            at(replay.until()),
            maxLooked,
            maxLooked,
            max + 1),
        max,
        maxLooked);
  }

  /**
   * Queues these for one more round of attempts, due now; held where the endpoint is disabled.
   *
   * @return how many: those that no longer stand as the replay wants them are left alone
   */
  int queue(Replay replay, List<Place> deliveries) {
    if (deliveries.isEmpty()) {
      return 0;
    }
    Object[] ids = deliveries.stream().map(Place::id).toArray();
    return jdbc.update(
        QUEUE,
        new SqlArrayValue("uuid", ids),
        replay.endpoint() == Endpoint.ENABLED ? "pending" : "held",
        replay.id(),
        statuses(replay),
        at(replay.askedAt()));
  }

  private static OffsetDateTime at(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  private static SqlArrayValue statuses(Replay replay) {
    return new SqlArrayValue("text", replay.statuses().toArray());
  }

  private static Look.Row row(ResultSet row, int rowNumber) throws SQLException {
    return new Look.Row(
        new Place(
            row.getObject("created_at", OffsetDateTime.class).toInstant(),
            row.getObject("id", UUID.class)),
        row.getBoolean("fits"),
        row.getInt("number"));
  }
}
