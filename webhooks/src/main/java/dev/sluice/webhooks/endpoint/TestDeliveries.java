package dev.sluice.webhooks.endpoint;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.TenantId;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.RefusedException.Reason;
import dev.sluice.webhooks.delivery.EventBody;
import dev.sluice.wire.Json;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** Test deliveries, which are signed, retried and logged like all others. */
public final class TestDeliveries {

  private static final Logger log = LoggerFactory.getLogger(TestDeliveries.class);

  private static final String EVENT = "webhook.test";
  private static final String MESSAGE = "This is a test of your webhook.";

  // Delivery ids are time-ordered, as the dispatcher finds new deliveries by their ids. Setting
  // asked_at lets an endpoint with an open circuit breaker be probed at once.
  private static final String INSERT =
      """
      WITH asked AS (
        UPDATE webhook_endpoint SET asked_at = now() WHERE id = ?
      ), event AS (
        INSERT INTO webhook_event (id, tenant, occurred_at, body) VALUES (?, ?, ?, ?)
        RETURNING id, tenant
      )
      INSERT INTO delivery (id, event_id, tenant, target, event_type, url, destination, status,
                            next_attempt_at, endpoint_id, trigger)
      SELECT uuidv7(), e.id, e.tenant, w.id::text, ?, w.url, w.id::text, 'pending', now(), w.id,
             'manual'
      FROM event e, webhook_endpoint w
      WHERE w.id = ?
      RETURNING id
      """;

  private final EndpointTransactions transactions;
  private final JdbcTemplate jdbc;

  TestDeliveries(EndpointTransactions transactions, JdbcTemplate jdbc) {
    this.transactions = transactions;
    this.jdbc = jdbc;
  }

  /** A planned test delivery. */
  @Schema(name = "TestDelivery")
  public record Planned(
      @Schema(description = "The delivery's id.") UUID deliveryId,
      @Schema(description = "The event's id, as in `webhook-id`.") UUID eventId) {}

  private record Data(EndpointId webhookId, String message) {}

  /**
   * Stores a test delivery, due at once, whatever events the endpoint subscribes to.
   *
   * @throws RefusedException if the endpoint is disabled
   */
  public Planned plan(TenantId tenant, EndpointId id) {
    Planned planned = transactions.change(tenant, id, this::insert);
    log.info("webhook {} of tenant {} tested", id, tenant);
    return planned;
  }

  private Planned insert(WebhookEndpoint endpoint, Instant now) {
    if (!endpoint.enabled) {
      throw new RefusedException(
          Reason.WEBHOOK_DISABLED, "The webhook is disabled; enable it first.");
    }
    UUID event = UUID.randomUUID();
    EndpointId id = endpoint.id();
    byte[] data = Json.mapper().writeValueAsBytes(new Data(id, MESSAGE));
    UUID delivery =
        jdbc.queryForObject(
            INSERT,
            UUID.class,
            id.value(),
            event,
            endpoint.tenant,
            OffsetDateTime.ofInstant(now, ZoneOffset.UTC),
            EventBody.of(EVENT, now, data),
            EVENT,
            id.value());
    return new Planned(requireNonNull(delivery), event);
  }
}
