package dev.sluice.api.webhooks;

import static java.util.Objects.requireNonNull;

import dev.sluice.api.errors.ApiException;
import dev.sluice.api.errors.ErrorCode;
import dev.sluice.job.TenantId;
import dev.sluice.wire.Json;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Plans deliveries that say nothing but that they arrive. They are signed, retried and shown as all
 * others.
 */
@Component
final class TestDeliveries {

  private static final String EVENT = "webhook.test";
  private static final String MESSAGE = "This is a test of your webhook.";

  // Ids are of their time, as those of all deliveries: the dispatcher finds what is new by them. An
  // endpoint that it leaves alone is probed at once.
  private static final String PLAN =
      """
      WITH asked AS (UPDATE webhook_endpoint SET asked_at = now() WHERE id = ?)
      INSERT INTO delivery (id, event_id, target, event_type, tenant, url, body, destination, status,
                            next_attempt_at, endpoint_id, trigger)
      VALUES (uuidv7(), ?, ?, ?, ?, ?, ?, ?, 'pending', now(), ?, 'manual')
      RETURNING id
      """;

  private final OwnEndpoints endpoints;
  private final JdbcTemplate jdbc;
  private final Audit audit;

  TestDeliveries(OwnEndpoints endpoints, JdbcTemplate jdbc, Audit audit) {
    this.endpoints = endpoints;
    this.jdbc = jdbc;
    this.audit = audit;
  }

  /** What was planned. */
  @Schema(name = "TestDelivery")
  record Planned(
      @Schema(description = "The delivery's id.") UUID deliveryId,
      @Schema(description = "The event's id, as in `webhook-id`.") UUID eventId) {}

  private record Event(String event, Instant timestamp, Data data) {}

  private record Data(EndpointId webhookId, String message) {}

  /**
   * Plans one, due at once, whichever events the endpoint hears of.
   *
   * @throws ApiException 409 where the endpoint is disabled
   */
  Planned plan(TenantId tenant, EndpointId id) {
    Planned planned = endpoints.change(tenant, id, this::insert);
    audit.tested(tenant, id);
    return planned;
  }

  private Planned insert(WebhookEndpoint endpoint, Instant now) {
    if (!endpoint.isEnabled()) {
      throw ErrorCode.WEBHOOK_DISABLED.exception();
    }
    UUID event = UUID.randomUUID();
    EndpointId id = endpoint.id();
    UUID delivery =
        jdbc.queryForObject(
            PLAN,
            UUID.class,
            id.value(),
            event,
            id.toString(),
            EVENT,
            endpoint.tenant().value(),
            endpoint.url(),
            Json.mapper().writeValueAsBytes(new Event(EVENT, now, new Data(id, MESSAGE))),
            id.toString(),
            id.value());
    return new Planned(requireNonNull(delivery), event);
  }
}
