package dev.sluice.dispatcher.replay;

import dev.sluice.dispatcher.replay.Replay.Endpoint;
import dev.sluice.dispatcher.replay.Replay.Place;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The replays as rows: found, locked for a step, moved on. All times are the database's. */
final class ReplayTasks {

  // Index replay_running; few replays run at a time. In no order, so that with more of them than
  // one round takes each has its turn.
  private static final String RUNNING =
      "SELECT id FROM replay WHERE status = 'running' ORDER BY random() LIMIT ?";

  // Primary keys, and delivery_due for what is due, which is counted no further than is wanted. A
  // row that a dispatcher is at is left to it; what may be queued is reckoned from the row as its
  // last step left it.
  private static final String LOCK =
      """
      SELECT r.id, r.endpoint_id, r.until, r.statuses, r.created_at,
             coalesce(r.seen_created_at, r.since) AS from_created_at,
             coalesce(r.seen_id, '00000000-0000-0000-0000-000000000000') AS from_id,
             e.enabled, e.deleted_at IS NOT NULL AS deleted,
             least(?, floor(extract(epoch FROM now() - r.paced_at) * ?))::int AS earned,
             (SELECT count(*)
              FROM (SELECT FROM delivery d
                    WHERE d.destination = r.endpoint_id::text AND d.status = 'pending'
                      AND d.next_attempt_at <= now()
                    LIMIT ?) AS waiting)::int AS due
      FROM replay r JOIN webhook_endpoint e ON e.id = r.endpoint_id
      WHERE r.id = ? AND r.status = 'running'
      FOR UPDATE OF r SKIP LOCKED
      """;

  // Primary key; the row is locked. What was not used of the allowance is kept for a second. The
  // count behind the total does not see an outcome that is being written just then, nor what comes
  // to be held.
  private static final String MOVE_ON =
      """
      UPDATE replay
      SET seen_created_at = coalesce(?, seen_created_at), seen_id = coalesce(?, seen_id),
          queued = queued + ?, total = greatest(total, queued + ?),
          paced_at = greatest(paced_at + ? * interval '1 second' / ?, now() - interval '1 second'),
          status = ?, completed_at = CASE WHEN ? = 'running' THEN NULL ELSE now() END
      WHERE id = ?
      """;

  // Primary key and outcome_of_replay; outcomes wait here for about a second. Whoever adds them up
  // holds the replay's row, so nobody adds them up twice; where a step has that they stay for
  // later.
  private static final String ADD_UP =
      """
      WITH counted AS (
        SELECT r.id FROM replay r
        WHERE r.id IN (SELECT o.replay_id FROM replay_outcome o)
        FOR NO KEY UPDATE SKIP LOCKED
      ), taken AS (
        DELETE FROM replay_outcome o USING counted c WHERE o.replay_id = c.id
        RETURNING o.replay_id, o.delivered, o.failed
      ), outcome AS (
        SELECT t.replay_id, sum(t.delivered) AS delivered, sum(t.failed) AS failed
        FROM taken t GROUP BY t.replay_id
      )
      UPDATE replay r
      SET delivered = r.delivered + o.delivered, failed = r.failed + o.failed
      FROM outcome o
      WHERE r.id = o.replay_id
      """;

  // A dispatcher that vanished without closing its connection must not keep the row.
  private static final String BOUND_TRANSACTION = "SET LOCAL transaction_timeout = '20s'";

  private final JdbcTemplate jdbc;
  private final ReplayProperties properties;

  ReplayTasks(JdbcTemplate jdbc, ReplayProperties properties) {
    this.jdbc = jdbc;
    this.properties = properties;
  }

  /** Some of those that are running. */
  List<UUID> running(int max) {
    return jdbc.queryForList(RUNNING, UUID.class, max);
  }

  /** The replay, locked until the transaction ends; empty where it ended or is another's. */
  Optional<Replay> lock(UUID id) {
    jdbc.execute(BOUND_TRANSACTION);
    return jdbc
        .query(
            LOCK,
            this::replay,
            properties.perSecond(),
            properties.perSecond(),
            properties.maxDue(),
            id)
        .stream()
        .findFirst();
  }

  /** Writes how far it came; it goes on. */
  void moveOn(Replay replay, Place reached, int queued) {
    write(replay, reached, queued, "running");
  }

  /** It came to the end of its range. */
  void complete(Replay replay, int queued) {
    write(replay, null, queued, "completed");
  }

  /** Brings what became of their deliveries into the replays' own rows, ended ones included. */
  void addUpOutcomes() {
    jdbc.update(ADD_UP);
  }

  void cancel(Replay replay) {
    write(replay, null, 0, "cancelled");
  }

  private void write(Replay replay, @Nullable Place reached, int queued, String status) {
    int rows =
        jdbc.update(
            MOVE_ON,
            reached == null ? null : OffsetDateTime.ofInstant(reached.createdAt(), ZoneOffset.UTC),
            reached == null ? null : reached.id(),
            queued,
            queued,
            queued,
            properties.perSecond(),
            status,
            status,
            replay.id());
    if (rows != 1) {
      throw new IllegalStateException("replay " + replay.id() + " was locked and is gone");
    }
  }

  private Replay replay(ResultSet row, int rowNumber) throws SQLException {
    return new Replay(
        row.getObject("id", UUID.class),
        row.getObject("endpoint_id", UUID.class),
        row.getObject("until", OffsetDateTime.class).toInstant(),
        List.of((String[]) row.getArray("statuses").getArray()),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        new Place(
            row.getObject("from_created_at", OffsetDateTime.class).toInstant(),
            row.getObject("from_id", UUID.class)),
        endpoint(row),
        Math.min(row.getInt("earned"), properties.maxDue() - row.getInt("due")));
  }

  private static Endpoint endpoint(ResultSet row) throws SQLException {
    if (row.getBoolean("deleted")) {
      return Endpoint.DELETED;
    }
    return row.getBoolean("enabled") ? Endpoint.ENABLED : Endpoint.DISABLED;
  }
}
