package dev.sluice.webhooks.replay;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.TenantId;
import dev.sluice.schema.JobRow;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.RefusedException.Reason;
import dev.sluice.webhooks.endpoint.EndpointId;
import dev.sluice.webhooks.endpoint.EndpointState;
import dev.sluice.webhooks.endpoint.Endpoints;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The replays of a tenant's endpoints: rows that the dispatchers process. Each method throws {@link
 * RefusedException} for an endpoint or replay that the tenant does not have.
 */
public final class Replays {

  /** Per tenant. */
  static final int MAX_RUNNING = 5;

  /** How many deliveries of the range are examined for the total. */
  static final int MAX_SCANNED = 100_000;

  /** Older replays can be read by id. */
  static final int MAX_LISTED = 50;

  // Index outcome_of_replay, for the outcomes of about the last second, which the dispatchers have
  // not added to the replay's row yet.
  private static final String SELECT =
      """
      SELECT r.id, r.endpoint_id, r.status, r.since, r.until, r.statuses, r.total, r.total_is_exact,
             r.queued, r.created_at, r.completed_at,
             r.delivered + coalesce(o.delivered, 0) AS delivered,
             r.failed + coalesce(o.failed, 0) AS failed
      FROM replay r CROSS JOIN LATERAL (
        SELECT sum(delivered) AS delivered, sum(failed) AS failed
        FROM replay_outcome WHERE replay_id = r.id) AS o
      WHERE r.tenant = ? AND r.endpoint_id = ?
      """;

  // Until the transaction ends, so that a tenant's requests are counted one after another.
  private static final String LOCK_TENANT =
      "SELECT pg_advisory_xact_lock(hashtextextended('replays of ' || ?, 0))";

  // Index replay_running.
  private static final String COUNT_RUNNING =
      "SELECT count(*)::int FROM replay WHERE status = 'running' AND tenant = ?";

  private static final String INSERT =
      """
      INSERT INTO replay (id, tenant, endpoint_id, since, until, statuses, status, total,
                          total_is_exact, created_at)
      VALUES (?, ?, ?, ?, ?, ?, 'running', ?, ?, ?)
      """;

  // Primary key. Waits for a running step; does not change a replay that has ended.
  private static final String CANCEL =
      """
      UPDATE replay SET status = 'cancelled', completed_at = now()
      WHERE id = ? AND tenant = ? AND endpoint_id = ? AND status = 'running'
      """;

  /**
   * How many deliveries match.
   *
   * @param at the database's time; only deliveries that had ended by then match
   */
  private record Count(int matching, boolean exact, OffsetDateTime at) {}

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;
  private final Endpoints endpoints;

  public Replays(JdbcTemplate jdbc, TransactionTemplate transactions, Endpoints endpoints) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.endpoints = endpoints;
  }

  /**
   * Stores a new replay, running.
   *
   * @throws RefusedException also if the endpoint is deleted, or the tenant has {@value
   *     #MAX_RUNNING} running replays
   */
  public Replay create(TenantId tenant, EndpointId endpoint, ReplayRange range) {
    if (endpoints.state(tenant, endpoint) == EndpointState.DELETED) {
      throw RefusedException.webhookDeleted();
    }
    // Before the lock, so that others do not wait for it.
    Count count = count(endpoint, range);
    UUID id = UUID.randomUUID();
    transactions.executeWithoutResult(_ -> {
      jdbc.query(LOCK_TENANT, _ -> {}, tenant.value());
      if (requireNonNull(jdbc.queryForObject(COUNT_RUNNING, Integer.class, tenant.value()))
          >= MAX_RUNNING) {
        throw new RefusedException(
            Reason.TOO_MANY_REPLAYS,
            "%d replays are running; wait for one to end, or cancel one.".formatted(MAX_RUNNING));
      }
      jdbc.update(
          INSERT,
          id,
          tenant.value(),
          endpoint.value(),
          utc(range.since()),
          utc(range.until()),
          range.statusNames().toArray(String[]::new),
          count.matching(),
          count.exact(),
          count.at());
    });
    return select(tenant, endpoint, id);
  }

  private Count count(EndpointId endpoint, ReplayRange range) {
    List<String> statuses = range.statusNames();
    // Index delivery_undelivered or delivery_of_endpoint.
    String sql =
        """
        SELECT count(*) FILTER (WHERE %s) AS matching, count(*) AS scanned, now() AS at
        FROM (SELECT d.status, d.completed_at FROM delivery d
              WHERE d.endpoint_id = ? AND d.created_at >= ? AND d.created_at < ? %s
              LIMIT ?) AS d
        """
            .formatted(
                ReplayRange.MATCHES.formatted("now()"), ReplayRange.indexCondition(statuses));
    return jdbc.query(
            sql,
            (row, _) ->
                new Count(
                    row.getInt("matching"),
                    row.getInt("scanned") < MAX_SCANNED,
                    row.getObject("at", OffsetDateTime.class)),
            statuses.toArray(String[]::new),
            endpoint.value(),
            utc(range.since()),
            utc(range.until()),
            MAX_SCANNED)
        .getFirst();
  }

  private static OffsetDateTime utc(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  /** By primary key. */
  public Replay find(TenantId tenant, EndpointId endpoint, UUID id) {
    var _ = endpoints.state(tenant, endpoint);
    return select(tenant, endpoint, id);
  }

  /** The newest {@value #MAX_LISTED}; by index {@code replay_of_endpoint}. */
  public List<Replay> newest(TenantId tenant, EndpointId endpoint) {
    var _ = endpoints.state(tenant, endpoint);
    return jdbc.query(
        SELECT + " ORDER BY r.created_at DESC, r.id DESC LIMIT ?",
        Replays::replay,
        tenant.value(),
        endpoint.value(),
        MAX_LISTED);
  }

  /** Deliveries that were queued stay queued. A replay that has ended does not change. */
  public Replay cancel(TenantId tenant, EndpointId endpoint, UUID id) {
    jdbc.update(CANCEL, id, tenant.value(), endpoint.value());
    return find(tenant, endpoint, id);
  }

  private Replay select(TenantId tenant, EndpointId endpoint, UUID id) {
    return jdbc
        .query(SELECT + " AND r.id = ?", Replays::replay, tenant.value(), endpoint.value(), id)
        .stream()
        .findFirst()
        .orElseThrow(RefusedException::replayNotFound);
  }

  private static Replay replay(ResultSet row, int rowNumber) throws SQLException {
    return new Replay(
        row.getObject("id", UUID.class),
        row.getObject("endpoint_id", UUID.class),
        row.getString("status"),
        requireNonNull(JobRow.instant(row, "since")),
        requireNonNull(JobRow.instant(row, "until")),
        List.of((String[]) row.getArray("statuses").getArray()),
        row.getInt("total"),
        row.getBoolean("total_is_exact"),
        row.getInt("queued"),
        row.getInt("delivered"),
        row.getInt("failed"),
        requireNonNull(JobRow.instant(row, "created_at")),
        JobRow.instant(row, "completed_at"));
  }
}
