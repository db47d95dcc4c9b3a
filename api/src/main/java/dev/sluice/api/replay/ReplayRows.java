package dev.sluice.api.replay;

import dev.sluice.api.webhooks.EndpointId;
import dev.sluice.delivery.DeliveryStatus;
import dev.sluice.job.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** The replays as they are stored; each method runs in the caller's transaction. */
@Component
final class ReplayRows {

  // Index outcome_of_replay, for what the dispatchers have not added up yet: moments' worth.
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

  private static final String ONLY_UNDELIVERED = "AND status IN ('failed', 'held', 'discarded')";

  // Held until the transaction ends; of this tenant's requests one at a time is let in.
  private static final String LOCK_TENANT =
      "SELECT pg_advisory_xact_lock(hashtextextended('replays of ' || ?, 0))";

  private final JdbcTemplate jdbc;

  ReplayRows(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * How many fit, and whether all were looked at.
   *
   * @param at when, by the database's clock; only what had ended then fits
   */
  record Count(int fitting, boolean exact, OffsetDateTime at) {}

  /** Makes who asks for this tenant's wait for each other. */
  void lock(TenantId tenant) {
    jdbc.query(LOCK_TENANT, _ -> {}, tenant.value());
  }

  /** How many of a tenant's are running; by index {@code replay_running}. */
  int running(TenantId tenant) {
    Integer count =
        jdbc.queryForObject(
            "SELECT count(*) FROM replay WHERE status = 'running' AND tenant = ?",
            Integer.class,
            tenant.value());
    return count == null ? 0 : count;
  }

  Count count(EndpointId webhook, ReplayRequest wanted, int maxLooked) {
    // Index delivery_undelivered where its condition stands, else delivery_of_endpoint. What is
    // looked at is bounded, whether it fits or not.
    String sql =
        """
        SELECT count(*) FILTER (WHERE status = ANY (?) AND coalesce(completed_at < now(), true))
                 AS fitting,
               count(*) AS looked, now() AS at
        FROM (SELECT status, completed_at FROM delivery
              WHERE endpoint_id = ? AND created_at >= ? AND created_at < ? %s
              LIMIT ?) AS range
        """
            .formatted(
                DeliveryStatus.UNDELIVERED.containsAll(wanted.statuses()) ? ONLY_UNDELIVERED : "");
    return jdbc.query(
            sql,
            (row, _) ->
                new Count(
                    row.getInt("fitting"),
                    row.getInt("looked") < maxLooked,
                    row.getObject("at", OffsetDateTime.class)),
            names(wanted),
            webhook.value(),
            at(wanted.since()),
            at(wanted.until()),
            maxLooked)
        .getFirst();
  }

  /** Asked for when its deliveries were counted. */
  void insert(UUID id, TenantId tenant, EndpointId webhook, ReplayRequest wanted, Count count) {
    jdbc.update(
        """
        INSERT INTO replay (id, tenant, endpoint_id, since, until, statuses, status, total,
                            total_is_exact, created_at)
        VALUES (?, ?, ?, ?, ?, ?, 'running', ?, ?, ?)
        """,
        id,
        tenant.value(),
        webhook.value(),
        at(wanted.since()),
        at(wanted.until()),
        names(wanted),
        count.fitting(),
        count.exact(),
        count.at());
  }

  /** By primary key. */
  Optional<ReplayView> find(TenantId tenant, EndpointId webhook, UUID id) {
    return jdbc
        .query(SELECT + " AND r.id = ?", ReplayRows::view, tenant.value(), webhook.value(), id)
        .stream()
        .findFirst();
  }

  /** By index {@code replay_of_endpoint}. */
  List<ReplayView> newest(TenantId tenant, EndpointId webhook, int max) {
    return jdbc.query(
        SELECT + " ORDER BY r.created_at DESC, r.id DESC LIMIT ?",
        ReplayRows::view,
        tenant.value(),
        webhook.value(),
        max);
  }

  /** Does nothing to one that has ended. Waits for a step that is under way. By primary key. */
  void cancel(TenantId tenant, EndpointId webhook, UUID id) {
    jdbc.update(
        """
        UPDATE replay SET status = 'cancelled', completed_at = now()
        WHERE id = ? AND tenant = ? AND endpoint_id = ? AND status = 'running'
        """,
        id,
        tenant.value(),
        webhook.value());
  }

  private static SqlArrayValue names(ReplayRequest wanted) {
    return new SqlArrayValue(
        "text", wanted.statuses().stream().sorted().map(DeliveryStatus::wireName).toArray());
  }

  private static OffsetDateTime at(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  private static ReplayView view(ResultSet row, int rowNumber) throws SQLException {
    OffsetDateTime completedAt = row.getObject("completed_at", OffsetDateTime.class);
    return new ReplayView(
        row.getObject("id", UUID.class),
        row.getObject("endpoint_id", UUID.class),
        row.getString("status"),
        instant(row, "since"),
        instant(row, "until"),
        List.of((String[]) row.getArray("statuses").getArray()),
        row.getInt("total"),
        row.getBoolean("total_is_exact"),
        row.getInt("queued"),
        row.getInt("delivered"),
        row.getInt("failed"),
        instant(row, "created_at"),
        completedAt == null ? null : completedAt.toInstant());
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
