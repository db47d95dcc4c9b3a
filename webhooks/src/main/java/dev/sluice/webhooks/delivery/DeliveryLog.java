package dev.sluice.webhooks.delivery;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.schema.JobRow;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.RefusedException.Reason;
import dev.sluice.webhooks.RowPosition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A tenant's deliveries with their latest attempts: {@value #ATTEMPTS_LISTED} of each delivery in
 * lists, {@value #ATTEMPTS_SINGLE} of a single one. Runs in the caller's thread and transaction.
 */
public final class DeliveryLog {

  static final int ATTEMPTS_LISTED = 10;
  static final int ATTEMPTS_SINGLE = 100;

  private static final String SELECT =
      """
      SELECT d.id, d.event_id, d.event_type, d.endpoint_id, d.job_id, d.url, d.status, d.trigger,
             d.attempt, d.next_attempt_at, d.created_at, d.completed_at, d.replay_id
      FROM
      """;

  // By primary key.
  private static final String ONE = SELECT + "delivery d WHERE d.id = ? AND d.tenant = ?";

  // By index delivery_of_job.
  private static final String OF_JOB =
      SELECT
          + """
          delivery d WHERE d.job_id = ? AND d.tenant = ?
          ORDER BY d.created_at DESC, d.id DESC LIMIT ?
          """;

  // Primary keys. A second request waits for the row and then finds it pending. Setting asked_at
  // lets an endpoint with an open circuit breaker be probed at once.
  private static final String RETRY =
      """
      WITH queued AS (
        UPDATE delivery d
        SET status = CASE WHEN d.endpoint_id IS NULL
                            OR EXISTS (SELECT FROM webhook_endpoint e
                                       WHERE e.id = d.endpoint_id AND e.enabled)
                          THEN 'pending' ELSE 'held' END,
            trigger = 'manual', replay_id = NULL, earlier = d.attempt - d.uncounted,
            next_attempt_at = now(), completed_at = NULL
        WHERE d.id = ? AND d.tenant = ? AND d.status IN ('delivered', 'failed', 'held', 'discarded')
          AND NOT EXISTS (SELECT FROM webhook_endpoint e
                          WHERE e.id = d.endpoint_id AND e.deleted_at IS NOT NULL)
        RETURNING d.endpoint_id
      ), asked AS (
        UPDATE webhook_endpoint SET asked_at = now() WHERE id IN (SELECT endpoint_id FROM queued)
      )
      SELECT count(*) FROM queued
      """;

  private static final String IS_DELETED =
      """
      SELECT EXISTS (SELECT FROM webhook_endpoint e
                     WHERE e.id = d.endpoint_id AND e.deleted_at IS NOT NULL)
      FROM delivery d WHERE d.id = ? AND d.tenant = ?
      """;

  private final JdbcTemplate jdbc;
  private final LatestAttempts attempts;

  public DeliveryLog(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.attempts = new LatestAttempts(jdbc);
  }

  /**
   * A tenant's delivery.
   *
   * @throws RefusedException if the tenant has no such delivery
   */
  public Delivery find(TenantId tenant, UUID id) {
    List<Delivery> found = jdbc.query(ONE, DeliveryLog::delivery, id, tenant.value());
    return attempts.addTo(found, ATTEMPTS_SINGLE).stream()
        .findFirst()
        .orElseThrow(RefusedException::deliveryNotFound);
  }

  /** The latest deliveries of a job, to its own webhook and to endpoints, oldest first. */
  public List<Delivery> ofJob(TenantId tenant, JobId job, int max) {
    List<Delivery> found =
        jdbc.query(OF_JOB, DeliveryLog::delivery, job.value(), tenant.value(), max);
    return withAttempts(found.reversed());
  }

  /**
   * The newest deliveries that match a filter, or the newest after a position, without their
   * attempts. Ordered by {@code (created_at, id)}, which never change: pages neither skip nor
   * repeat a delivery while others are added.
   */
  public List<Delivery> newest(DeliveryFilter filter, @Nullable RowPosition after, int max) {
    SelectedIds ids = new SelectedIds(filter, RowPosition.orNewest(after), max);
    return jdbc.query(
        SELECT
            + """
            (%s) AS page JOIN delivery d ON d.id = page.id
            ORDER BY d.created_at DESC, d.id DESC
            LIMIT ?
            """
                .formatted(ids.sql()),
        DeliveryLog::delivery,
        ids.parameters(max));
  }

  /** Adds the attempts that a list shows. */
  public List<Delivery> withAttempts(List<Delivery> deliveries) {
    return attempts.addTo(deliveries, ATTEMPTS_LISTED);
  }

  /** How many deliveries match a filter, counted up to {@code max}. */
  public int count(DeliveryFilter filter, int max) {
    SelectedIds ids = new SelectedIds(filter, RowPosition.orNewest(null), max);
    return requireNonNull(
        jdbc.queryForObject(
            "SELECT count(*) FROM (SELECT FROM (%s) AS found LIMIT ?) AS counted"
                .formatted(ids.sql()),
            Integer.class,
            ids.parameters(max)));
  }

  /**
   * Sends a delivery again, whatever its outcome: due at once, with a new retry schedule. A
   * delivery of a disabled endpoint is held until the endpoint is enabled.
   *
   * <p>One guarded statement: pending and running deliveries do not change, so two concurrent
   * requests queue one attempt, and a delivery that is being settled ends as its attempt ended.
   *
   * @return the delivery afterwards
   * @throws RefusedException if the tenant has no such delivery, it is pending or running, or its
   *     endpoint is deleted
   */
  public Delivery retry(TenantId tenant, UUID id) {
    int queued = requireNonNull(jdbc.queryForObject(RETRY, Integer.class, id, tenant.value()));
    if (queued == 0) {
      throw jdbc.queryForList(IS_DELETED, Boolean.class, id, tenant.value()).stream()
          .findFirst()
          .map(deleted ->
              deleted
                  ? RefusedException.webhookDeleted()
                  : new RefusedException(
                      Reason.DELIVERY_UNDER_WAY,
                      "The delivery is under way: it waits or is being sent."))
          .orElseGet(RefusedException::deliveryNotFound);
    }
    return find(tenant, id);
  }

  /** Without its attempts. */
  private static Delivery delivery(ResultSet row, int rowNumber) throws SQLException {
    DeliveryStatus status = DeliveryStatus.ofWireName(row.getString("status")).orElseThrow();
    return new Delivery(
        row.getObject("id", UUID.class),
        row.getObject("event_id", UUID.class),
        row.getString("event_type"),
        row.getObject("endpoint_id", UUID.class),
        row.getObject("job_id", UUID.class),
        Claim.withoutQuery(row.getString("url")),
        status,
        row.getString("trigger"),
        row.getInt("attempt"),
        status == DeliveryStatus.PENDING ? JobRow.instant(row, "next_attempt_at") : null,
        requireNonNull(JobRow.instant(row, "created_at")),
        JobRow.instant(row, "completed_at"),
        row.getObject("replay_id", UUID.class),
        List.of());
  }
}
