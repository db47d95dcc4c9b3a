package dev.sluice.webhooks.replay;

import static java.util.Objects.requireNonNull;

import dev.sluice.webhooks.RowPosition;
import dev.sluice.webhooks.endpoint.EndpointState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Executes running replays, one step at a time. What a step queues and how far it came commit
 * together: each matching delivery is queued once, however often dispatchers are killed in between,
 * and none that ended after the replay was requested. All times are the database's.
 */
public final class ReplaySteps {

  // Index replay_running; few replays run at a time. In random order, so that with more of them
  // than one round executes each has its turn.
  private static final String RUNNING =
      "SELECT id FROM replay WHERE status = 'running' ORDER BY random() LIMIT ?";

  // Primary keys, and delivery_due for what is due, which is counted no further than is needed. A
  // row that another dispatcher has locked is left to it; the allowance is computed from the row as
  // its last step left it.
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
  // count behind the total sees neither an outcome that is being written at that moment, nor what
  // is held later.
  private static final String ADVANCE =
      """
      UPDATE replay
      SET seen_created_at = coalesce(?, seen_created_at), seen_id = coalesce(?, seen_id),
          queued = queued + ?, total = greatest(total, queued + ?),
          paced_at = greatest(paced_at + ? * interval '1 second' / ?, now() - interval '1 second'),
          status = ?, completed_at = CASE WHEN ? = 'running' THEN NULL ELSE now() END
      WHERE id = ?
      """;

  // Primary key and outcome_of_replay; outcomes wait here for about a second. The replay's row is
  // locked, so nothing is added twice; where a step has locked it, its outcomes are left for later.
  private static final String ADD_OUTCOMES =
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

  /**
   * How fast replays go, over all dispatchers together.
   *
   * @param perSecond deliveries that one replay queues in a second
   * @param maxDue due deliveries of an endpoint beyond which none is queued
   * @param maxScanned deliveries that one step examines
   */
  public record Pace(int perSecond, int maxDue, int maxScanned) {}

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;
  private final ReplayDeliveries deliveries;
  private final Pace pace;

  public ReplaySteps(JdbcTemplate jdbc, PlatformTransactionManager transactions, Pace pace) {
    this.jdbc = jdbc;
    this.transactions = new TransactionTemplate(transactions);
    this.deliveries = new ReplayDeliveries(jdbc);
    this.pace = pace;
  }

  /** Some of those that are running. */
  public List<UUID> running(int max) {
    return jdbc.queryForList(RUNNING, UUID.class, max);
  }

  /** One step of a replay, in a transaction of its own. */
  public StepOutcome take(UUID replay) {
    return requireNonNull(
        transactions.execute(_ -> lock(replay).map(this::take).orElseGet(StepOutcome.Waited::new)));
  }

  /** Adds the outcomes of deliveries to the replays' own rows, ended ones included. */
  public void addOutcomes() {
    jdbc.update(ADD_OUTCOMES);
  }

  private StepOutcome take(RunningReplay replay) {
    if (replay.endpoint() == EndpointState.DELETED) {
      write(replay, null, 0, "cancelled");
      return new StepOutcome.Cancelled();
    }
    if (replay.allowance() < 1) {
      return new StepOutcome.Waited();
    }
    RangeScan scan = deliveries.scan(replay, replay.allowance(), pace.maxScanned());
    int queued = deliveries.queue(replay, scan.matching());
    if (scan.reached().isEmpty()) {
      write(replay, null, queued, "completed");
      return new StepOutcome.Completed(queued);
    }
    write(replay, scan.reached().get(), queued, "running");
    return new StepOutcome.Advanced(queued);
  }

  /** The replay, locked until the transaction ends; empty where it ended or is locked. */
  private Optional<RunningReplay> lock(UUID id) {
    jdbc.execute(BOUND_TRANSACTION);
    return jdbc
        .query(LOCK, this::replay, pace.perSecond(), pace.perSecond(), pace.maxDue(), id)
        .stream()
        .findFirst();
  }

  private void write(
      RunningReplay replay, @Nullable RowPosition reached, int queued, String status) {
    int rows =
        jdbc.update(
            ADVANCE,
            reached == null ? null : ReplayDeliveries.at(reached.createdAt()),
            reached == null ? null : reached.id(),
            queued,
            queued,
            queued,
            pace.perSecond(),
            status,
            status,
            replay.id());
    if (rows != 1) {
      throw new IllegalStateException("replay " + replay.id() + " was locked and is gone");
    }
  }

  private RunningReplay replay(ResultSet row, int rowNumber) throws SQLException {
    return new RunningReplay(
        row.getObject("id", UUID.class),
        row.getObject("endpoint_id", UUID.class),
        row.getObject("until", OffsetDateTime.class).toInstant(),
        List.of((String[]) row.getArray("statuses").getArray()),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        new RowPosition(
            row.getObject("from_created_at", OffsetDateTime.class).toInstant(),
            row.getObject("from_id", UUID.class)),
        EndpointState.of(row.getBoolean("enabled"), row.getBoolean("deleted")),
        Math.min(row.getInt("earned"), pace.maxDue() - row.getInt("due")));
  }
}
