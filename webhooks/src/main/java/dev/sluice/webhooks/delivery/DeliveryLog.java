package dev.sluice.webhooks.delivery;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.RefusedException.Reason;
import dev.sluice.webhooks.RowPosition;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A tenant's deliveries with their latest attempts, {@value #ATTEMPTS_LISTED} of each in a listing
 * and {@value #ATTEMPTS_ALONE} of a single one. Runs in the caller's thread and transaction.
 */
public final class DeliveryLog {

  static final int ATTEMPTS_LISTED = 10;
  static final int ATTEMPTS_ALONE = 100;

  // By primary key.
  private static final String ONE =
      "SELECT " + DeliveryRow.COLUMNS + " FROM delivery d WHERE d.id = ? AND d.tenant = ?";

  // By index delivery_of_job.
  private static final String OF_JOB =
      "SELECT "
          + DeliveryRow.COLUMNS
          + " FROM delivery d WHERE d.job_id = ? AND d.tenant = ?"
          + " ORDER BY d.created_at DESC, d.id DESC LIMIT ?";

  // Primary keys. A second request waits for the row and then finds it pending. An endpoint that
  // is not being sent to because it fails is probed at once.
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
   * @throws RefusedException where the tenant has no such delivery
   */
  public Delivery find(TenantId tenant, UUID id) {
    List<Delivery> found = jdbc.query(ONE, DeliveryRow::delivery, id, tenant.value());
    return attempts.with(found, ATTEMPTS_ALONE).stream()
        .findFirst()
        .orElseThrow(RefusedException::deliveryNotFound);
  }

  /**
   * Those of a job, to its own webhook and to endpoints, in the order in which they were stored;
   * the latest of them where there are more.
   */
  public List<Delivery> ofJob(TenantId tenant, JobId job, int max) {
    List<Delivery> found =
        jdbc.query(OF_JOB, DeliveryRow::delivery, job.value(), tenant.value(), max);
    return attempts.with(found.reversed(), ATTEMPTS_LISTED);
  }

  /**
   * The newest deliveries that meet a filter, or the newest after this position, without their
   * attempts. By {@code (created_at, id)}, which never change: pages neither skip nor repeat a
   * delivery while others are added.
   */
  public List<Delivery> newest(DeliveryFilter filter, @Nullable RowPosition after, int max) {
    Selection selection = Selection.newest(filter, after, max);
    return jdbc.query(
        """
        SELECT %s
        FROM (%s) AS page JOIN delivery d ON d.id = page.id
        ORDER BY d.created_at DESC, d.id DESC
        LIMIT ?
        """
            .formatted(DeliveryRow.COLUMNS, selection.sql()),
        DeliveryRow::delivery,
        selection.parameters(max));
  }

  /** The same deliveries, with the attempts that a listing shows. */
  public List<Delivery> withAttempts(List<Delivery> deliveries) {
    return attempts.with(deliveries, ATTEMPTS_LISTED);
  }

  /** How many meet a filter, counted up to {@code max}. */
  public int count(DeliveryFilter filter, int max) {
    Selection selection = Selection.all(filter, max);
    return requireNonNull(
        jdbc.queryForObject(
            "SELECT count(*) FROM (SELECT FROM (%s) AS found LIMIT ?) AS counted"
                .formatted(selection.sql()),
            Integer.class,
            selection.parameters(max)));
  }

  /**
   * Sends a delivery again, whatever its outcome was: due at once, with a new schedule of retries.
   * That of a disabled endpoint is held until the endpoint is enabled.
   *
   * <p>One guarded statement: a delivery that is waiting or being sent is left alone, so that two
   * requests at once queue one attempt, and one that is being settled at that moment ends as its
   * attempt ended.
   *
   * @return the delivery right afterwards
   * @throws RefusedException where the tenant has no such delivery, it is waiting or being sent, or
   *     its endpoint is deleted
   */
  public Delivery retry(TenantId tenant, UUID id) {
    int queued = requireNonNull(jdbc.queryForObject(RETRY, Integer.class, id, tenant.value()));
    if (queued == 0) {
      throw jdbc.queryForList(IS_DELETED, Boolean.class, id, tenant.value()).stream()
          .findFirst()
          .map(deleted -> deleted ? RefusedException.webhookDeleted() : underWay())
          .orElseGet(RefusedException::deliveryNotFound);
    }
    return find(tenant, id);
  }

  private static RefusedException underWay() {
    return new RefusedException(
        Reason.DELIVERY_UNDER_WAY, "The delivery is under way: it waits or is being sent.");
  }
}
