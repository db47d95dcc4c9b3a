package dev.sluice.api.webhooks;

import static dev.sluice.api.webhooks.Tenant.at;
import static dev.sluice.api.webhooks.Tenant.json;
import static dev.sluice.api.webhooks.Tenant.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.TestApi;
import dev.sluice.wire.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TestDeliveryIT {

  private final TestApi api = TestApi.shared();
  private final Tenant tenant = Tenant.of(api);

  TestDeliveryIT() throws Exception {}

  @Test
  void aTestIsADeliveryThatIsDueAtOnceWhicheverEventsAreHeardOf() throws Exception {
    String id =
        tenant
            .make("{\"url\":\"https://example.com/hook?q=1\",\"events\":[\"job.retrying\"]}")
            .path("id")
            .asString();
    assertThat(askedFor(id)).isFalse();
    JsonNode planned = json(tenant.post(at(id) + "/test", ""), 202);
    assertThat(planned.properties()).hasSize(2);
    assertThat(askedFor(id)).isTrue();
    Map<String, Object> row =
        api.sql()
            .queryForMap(
                """
                SELECT d.*, e.body, d.next_attempt_at <= now() AS due
                FROM delivery d JOIN webhook_event e ON e.id = d.event_id AND e.tenant = d.tenant
                WHERE d.endpoint_id = ?::uuid
                """,
                id);
    assertThat(row)
        .containsEntry("target", id)
        .containsEntry("destination", id)
        .containsEntry("event_type", "webhook.test")
        .containsEntry("job_id", null)
        .containsEntry("tenant", tenant.name())
        .containsEntry("url", "https://example.com/hook?q=1")
        .containsEntry("secret", null)
        .containsEntry("status", "pending")
        .containsEntry("trigger", "manual")
        .containsEntry("attempt", 0)
        .containsEntry("due", true);
    assertThat(String.valueOf(row.get("id"))).isEqualTo(planned.path("delivery_id").asString());
    assertThat(String.valueOf(row.get("event_id"))).isEqualTo(planned.path("event_id").asString());
    JsonNode body = Json.mapper().readTree((byte[]) row.get("body"));
    assertThat(body.propertyNames()).containsExactly("event", "timestamp", "data");
    assertThat(body.path("event").asString()).isEqualTo("webhook.test");
    assertThat(Instant.parse(body.path("timestamp").asString()))
        .isBetween(Instant.now().minus(Duration.ofMinutes(5)), Instant.now());
    assertThat(body.path("data").propertyNames()).containsExactly("webhook_id", "message");
    assertThat(body.path("data").path("webhook_id").asString()).isEqualTo(id);
  }

  @Test
  void idsAreOfTheirTimeAsThoseOfAllDeliveries() throws Exception {
    String id = tenant.id();
    UUID before = api.sql().queryForObject("SELECT uuidv7()", UUID.class);
    String planned = json(tenant.post(at(id) + "/test", ""), 202).path("delivery_id").asString();
    UUID after = api.sql().queryForObject("SELECT uuidv7()", UUID.class);
    // As text they sort as the database sorts them.
    assertThat(planned).isBetween(String.valueOf(before), String.valueOf(after));
  }

  @Test
  void everyTestIsAnEventOfItsOwn() throws Exception {
    String id = tenant.id();
    String first = json(tenant.post(at(id) + "/test", ""), 202).path("event_id").asString();
    String second = json(tenant.post(at(id) + "/test", ""), 202).path("event_id").asString();
    assertThat(first).isNotEqualTo(second);
    assertThat(json(tenant.delete(id), 200).path("discarded").asInt()).isEqualTo(2);
  }

  @Test
  void aDisabledWebhookIsNotTested() throws Exception {
    String id = tenant.id();
    tenant.change(id, "{\"enabled\":false}");
    refused(tenant.post(at(id) + "/test", ""), 409, "webhook_disabled");
    assertThat(json(tenant.delete(id), 200).path("discarded").asInt()).isZero();
  }

  /** Whether the dispatcher is to probe the endpoint; that it was asked for is no change of it. */
  private boolean askedFor(String id) {
    return api.sql()
        .queryForList(
            """
            SELECT asked_at > updated_at AND updated_at = created_at FROM webhook_endpoint
            WHERE id = ?::uuid AND asked_at IS NOT NULL
            """,
            Boolean.class,
            id)
        .contains(true);
  }
}
