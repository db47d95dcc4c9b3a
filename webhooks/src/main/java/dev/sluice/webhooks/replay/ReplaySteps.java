package dev.sluice.webhooks.replay;

import static java.util.Objects.requireNonNull;

import dev.sluice.webhooks.WebhookProperties;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Processes running replays, one step at a time. A step commits what it queues together with its
 * progress: each matching delivery is queued once, however often dispatchers are killed, except
 * those that ended after the replay was requested. All times are the database's.
 */
public final class ReplaySteps {

  public static final String RUNNING = "running";

  /** Rows that a step examines, matching or not; bounds its duration. */
  static final int MAX_SCANNED = 5000;

  // Index replay_running; few replays run at a time. In random order, so that each has its turn if
  // there are more than the limit.
  private static final String SELECT_RUNNING =
      "SELECT id FROM replay WHERE status = 'running' ORDER BY random() LIMIT ?";

  // Primary keys, and delivery_due for the due deliveries, which are counted up to the limit. A row
  // that another dispatcher has locked is skipped; the allowance is computed from the row as its
  // last step left it.
  private static final String LOCK =
      """
      SELECT r.id, r.endpoint_id, r.until, r.statuses, r.created_at,
             coalesce(r.seen_created_at, r.since) AS from_created_at,
             coalesce(r.seen_id, '00000000-0000-0000-0000-000000000000') AS from_id,
             e.enabled, e.deleted_at IS NOT NULL AS deleted,
             least(?, floor(extract(epoch FROM now() - r.paced_at) * ?),
                   ? - (SELECT count(*)
                        FROM (SELECT FROM delivery d
                              WHERE d.destination = r.endpoint_id::text AND d.status = 'pending'
                                AND d.next_attempt_at <= now()
                              LIMIT ?) AS waiting))::int AS allowance
      FROM replay r JOIN webhook_endpoint e ON e.id = r.endpoint_id
      WHERE r.id = ? AND r.status = 'running'
      FOR UPDATE OF r SKIP LOCKED
      """;

  // Primary key; the row is locked. Unused allowance is kept for a second. The total may grow: it
  // was counted without outcomes that were being written, and without deliveries held later.
  private static final String ADVANCE =
      """
      UPDATE replay
      SET seen_created_at = coalesce(?, seen_created_at), seen_id = coalesce(?, seen_id),
          queued = queued + ?, total = greatest(total, queued + ?),
          paced_at = greatest(paced_at + ? * interval '1 second' / ?, now() - interval '1 second'),
          status = ?, completed_at = CASE WHEN ? = 'running' THEN NULL ELSE now() END
      WHERE id = ?
      """;

  // Primary key and outcome_of_replay. The replay's row is locked, so nothing is added twice; if a
  // step has locked it, its outcomes are left for later.
  private static final String ADD_OUTCOMES =
      """
      WITH locked AS (
        SELECT r.id FROM replay r
        WHERE r.id IN (SELECT o.replay_id FROM replay_outcome o)
        FOR NO KEY UPDATE SKIP LOCKED
      ), deleted AS (
        DELETE FROM replay_outcome o USING locked l WHERE o.replay_id = l.id
        RETURNING o.replay_id, o.delivered, o.failed
      ), outcome AS (
        SELECT d.replay_id, sum(d.delivered) AS delivered, sum(d.failed) AS failed
        FROM deleted d GROUP BY d.replay_id
      )
      UPDATE replay r
      SET delivered = r.delivered + o.delivered, failed = r.failed + o.failed
      FROM outcome o
      WHERE r.id = o.replay_id
      """;

  // Primary key. Locked in the order of the range, so that two replays of one range do not
  // deadlock. The condition is checked again after locking: deliveries that were retried or
  // delivered since the scan are skipped. Due in the order of the range.
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
          .formatted(ReplayRange.MATCHES.formatted("?"));

  /**
   * The result of a step.
   *
   * @param queued none if the replay is locked or has ended, or may not queue more now
   * @param status {@link #RUNNING}, or how the step ended the replay: {@code completed} at the end
   *     of the range, {@code cancelled} if the endpoint was deleted
   */
  public record Step(int queued, String status) {}

  /**
   * A running replay, whose row this transaction has locked.
   *
   * @param until exclusive
   * @param requestedAt deliveries that ended later are skipped
   * @param fromCreatedAt of the last delivery that was examined, as {@code fromId}
   * @param allowance how many deliveries may be queued now; may be negative
   */
  private record Running(
      UUID id,
      UUID endpoint,
      OffsetDateTime until,
      List<String> statuses,
      OffsetDateTime requestedAt,
      OffsetDateTime fromCreatedAt,
      UUID fromId,
      boolean enabled,
      boolean deleted,
      int allowance) {}

  /** A delivery of the range that matches, or the last one that the scan examined. */
  private record Scanned(UUID id, OffsetDateTime createdAt, boolean matches, int number) {}

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;
  private final WebhookProperties.Replay limits;

  public ReplaySteps(
      JdbcTemplate jdbc, PlatformTransactionManager transactions, WebhookProperties properties) {
    this.jdbc = jdbc;
    this.transactions = new TransactionTemplate(transactions);
    this.limits = properties.replay();
  }

  /** Some of the running replays. */
  public List<UUID> running(int max) {
    return jdbc.queryForList(SELECT_RUNNING, UUID.class, max);
  }

  /** Runs one step of a replay, in its own transaction. */
  public Step run(UUID replay) {
    return requireNonNull(
        transactions.execute(_ -> lock(replay).map(this::run).orElse(new Step(0, RUNNING))));
  }

  /** Adds the outcomes of deliveries to the replays' rows, including those that have ended. */
  public void addOutcomes() {
    jdbc.update(ADD_OUTCOMES);
  }

  private Step run(Running replay) {
    if (replay.deleted()) {
      return advance(replay, null, 0, "cancelled");
    }
    int max = replay.allowance();
    if (max < 1) {
      return new Step(0, RUNNING);
    }
    List<Scanned> scanned = scan(replay);
    List<Scanned> matching = scanned.stream().filter(Scanned::matches).limit(max).toList();
    int queued = queue(replay, matching);
    if (matching.size() == max) {
      return advance(replay, matching.getLast(), queued, RUNNING);
    }
    boolean isEnd = scanned.isEmpty() || scanned.getLast().number() < MAX_SCANNED;
    return isEnd
        ? advance(replay, null, queued, "completed")
        : advance(replay, scanned.getLast(), queued, RUNNING);
  }

  /** The replay, locked until the transaction ends; empty if it has ended or is locked. */
  private Optional<Running> lock(UUID id) {
    int perSecond = limits.perSecond();
    int maxDue = limits.maxDue();
    return jdbc
        .query(LOCK, ReplaySteps::runningReplay, perSecond, perSecond, maxDue, maxDue, id)
        .stream()
        .findFirst();
  }

  /** The next deliveries that match, one more than may be queued, and row {@link #MAX_SCANNED}. */
  private List<Scanned> scan(Running replay) {
    // Index delivery_undelivered if the statuses permit, else delivery_of_endpoint. The inner limit
    // bounds how many rows are read, the outer one ends the scan once enough were found: both
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
            .formatted(
                ReplayRange.MATCHES.formatted("?"), ReplayRange.indexCondition(replay.statuses()));
    return jdbc.query(
        sql,
        (row, _) ->
            new Scanned(
                row.getObject("id", UUID.class),
                row.getObject("created_at", OffsetDateTime.class),
                row.getBoolean("matches"),
                row.getInt("number")),
        replay.statuses().toArray(String[]::new),
        replay.requestedAt(),
        replay.endpoint(),
        replay.fromCreatedAt(),
        replay.fromId(),
        replay.until(),
        MAX_SCANNED,
        MAX_SCANNED,
        replay.allowance() + 1);
  }

  /** Queues deliveries that still match: due now, or held if the endpoint is disabled. */
  private int queue(Running replay, List<Scanned> deliveries) {
    return deliveries.isEmpty()
        ? 0
        : jdbc.update(
            QUEUE,
            new SqlArrayValue("uuid", deliveries.stream().map(Scanned::id).toArray()),
            replay.enabled() ? "pending" : "held",
            replay.id(),
            replay.statuses().toArray(String[]::new),
            replay.requestedAt());
  }

  private Step advance(Running replay, @Nullable Scanned reached, int queued, String status) {
    int rows =
        jdbc.update(
            ADVANCE,
            reached == null ? null : reached.createdAt(),
            reached == null ? null : reached.id(),
            queued,
            queued,
            queued,
            limits.perSecond(),
            status,
            status,
            replay.id());
    if (rows != 1) {
      throw new IllegalStateException("the locked replay " + replay.id() + " is gone");
    }
    return new Step(queued, status);
  }

  private static Running runningReplay(ResultSet row, int rowNumber) throws SQLException {
    return new Running(
        row.getObject("id", UUID.class),
        row.getObject("endpoint_id", UUID.class),
        row.getObject("until", OffsetDateTime.class),
        List.of((String[]) row.getArray("statuses").getArray()),
        row.getObject("created_at", OffsetDateTime.class),
        row.getObject("from_created_at", OffsetDateTime.class),
        row.getObject("from_id", UUID.class),
        row.getBoolean("enabled"),
        row.getBoolean("deleted"),
        row.getInt("allowance"));
  }
}
