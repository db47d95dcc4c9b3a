package dev.sluice.api.deliveries;

import dev.sluice.api.errors.ApiException;
import dev.sluice.api.errors.ErrorCode;
import dev.sluice.api.stored.Database;
import dev.sluice.job.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Sends a delivery once more, whatever became of it: due at once, its schedule of retries begins
 * anew. Of a disabled endpoint it is held until that is enabled.
 *
 * <p>One guarded statement: one that waits or is being sent is left alone, so that two who retry at
 * once queue one attempt, and one that is being settled at that moment ends as its attempt ended.
 */
@Component
final class DeliveryRetry {

  // Primary keys. Who comes second waits for the row and then finds it pending. An endpoint
  // that the dispatcher leaves alone is probed at once.
  private static final String QUEUE =
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
        RETURNING d.endpoint_id),
      asked AS (
        UPDATE webhook_endpoint SET asked_at = now() WHERE id IN (SELECT endpoint_id FROM queued))
      SELECT count(*) FROM queued
      """;

  private static final String DELETED =
      """
      SELECT EXISTS (SELECT FROM webhook_endpoint e
                     WHERE e.id = d.endpoint_id AND e.deleted_at IS NOT NULL)
      FROM delivery d WHERE d.id = ? AND d.tenant = ?
      """;

  private static final Duration BOUND = Duration.ofSeconds(5);

  private final JdbcTemplate jdbc;
  private final Deliveries deliveries;
  private final Database database;

  DeliveryRetry(JdbcTemplate jdbc, Deliveries deliveries, Database database) {
    this.jdbc = jdbc;
    this.deliveries = deliveries;
    this.database = database;
  }

  /**
   * The delivery as it stands right after.
   *
   * @throws ApiException 404 where the tenant has no such delivery, 409 where it waits or is being
   *     sent already, or its endpoint is deleted
   */
  DeliveryView retry(TenantId tenant, UUID id) {
    List<Integer> queued =
        database.call(BOUND, () -> jdbc.queryForList(QUEUE, Integer.class, id, tenant.value()));
    if (queued.getFirst() == 0) {
      throw database.call(BOUND, () -> refusal(tenant, id));
    }
    return database
        .call(BOUND, () -> deliveries.find(tenant, id))
        .orElseThrow(ErrorCode.DELIVERY_NOT_FOUND::exception);
  }

  private ApiException refusal(TenantId tenant, UUID id) {
    return jdbc.queryForList(DELETED, Boolean.class, id, tenant.value()).stream()
        .findFirst()
        .map(deleted -> deleted ? ErrorCode.WEBHOOK_DELETED : ErrorCode.DELIVERY_UNDER_WAY)
        .orElse(ErrorCode.DELIVERY_NOT_FOUND)
        .exception();
  }
}
