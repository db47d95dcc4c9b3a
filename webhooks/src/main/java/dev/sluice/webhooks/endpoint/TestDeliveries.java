package dev.sluice.webhooks.endpoint;

import dev.sluice.job.TenantId;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.RefusedException.Reason;
import dev.sluice.webhooks.delivery.EventBody;
import dev.sluice.wire.Json;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
        UPDATE webhook_endpoint SET asked_at = now()
        WHERE id = ? AND tenant = ? AND enabled AND deleted_at IS NULL
        RETURNING id, tenant, url
      ), event AS (
        INSERT INTO webhook_event (id, tenant, occurred_at, body)
        SELECT ?, tenant, ?, ? FROM asked
        RETURNING id
      )
      INSERT INTO delivery (id, event_id, tenant, target, event_type, url, destination, status,
                            next_attempt_at, endpoint_id, trigger)
      SELECT uuidv7(), e.id, w.tenant, w.id::text, ?, w.url, w.id::text, 'pending', now(), w.id,
             'manual'
      FROM event e, asked w
      RETURNING id
      """;

  private final JdbcTemplate jdbc;
  private final Endpoints endpoints;
  private final Clock clock;

  public TestDeliveries(JdbcTemplate jdbc, Endpoints endpoints, Clock clock) {
    this.jdbc = jdbc;
    this.endpoints = endpoints;
    this.clock = clock;
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
   * @throws RefusedException if the endpoint is disabled, or the tenant has none with this id
   */
  public Planned plan(TenantId tenant, EndpointId id) {
    UUID event = UUID.randomUUID();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    byte[] data = Json.mapper().writeValueAsBytes(new Data(id, MESSAGE));
    List<UUID> stored =
        jdbc.queryForList(
            INSERT,
            UUID.class,
            id.value(),
            tenant.value(),
            event,
            OffsetDateTime.ofInstant(now, ZoneOffset.UTC),
            EventBody.of(EVENT, now, data),
            EVENT);
    if (stored.isEmpty()) {
      throw endpoints.state(tenant, id) == EndpointState.DELETED
          ? RefusedException.webhookNotFound()
          : new RefusedException(
              Reason.WEBHOOK_DISABLED, "The webhook is disabled; enable it first.");
    }
    log.info("webhook {} of tenant {} tested", id, tenant);
    return new Planned(stored.getFirst(), event);
  }
}
