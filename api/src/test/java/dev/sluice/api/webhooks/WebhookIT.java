package dev.sluice.api.webhooks;

import static dev.sluice.api.webhooks.Tenant.PATH;
import static dev.sluice.api.webhooks.Tenant.URL;
import static dev.sluice.api.webhooks.Tenant.at;
import static dev.sluice.api.webhooks.Tenant.json;
import static dev.sluice.api.webhooks.Tenant.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.TestApi;
import dev.sluice.job.TenantId;
import dev.sluice.secret.SecretBox;
import dev.sluice.webhooks.RefusedException;
import dev.sluice.webhooks.endpoint.EndpointId;
import dev.sluice.webhooks.endpoint.EndpointState;
import dev.sluice.webhooks.endpoint.Endpoints;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class WebhookIT {

  private static final String FULL =
      """
      {"url":"https://example.com/hook?token=abc","events":["job.retrying","job.completed"],
       "secret":"a-secret-of-my-own","description":"billing","enabled":false,
       "headers":{"Authorization":"Bearer LEAKED","X-Team":"a b"},"rate_limit_per_second":10000,
       "asymmetric_signature":true,"unknown":{"is":"ignored"}}
      """;

  private final TestApi api = TestApi.shared();
  private final Tenant tenant = Tenant.of(api);

  WebhookIT() throws Exception {}

  @Test
  void anAddressIsEnoughForAWebhook() throws Exception {
    HttpResponse<String> response = tenant.post(PATH, URL);
    JsonNode made = json(response, 201);
    String id = made.path("id").asString();
    assertThat(response.headers().firstValue("Location")).hasValue(at(id));
    assertThat(made.path("url").asString()).isEqualTo("https://example.com/hook");
    assertThat(made.path("events").toString()).isEqualTo("[\"job.completed\",\"job.failed\"]");
    assertThat(made.path("enabled").asBoolean()).isTrue();
    assertThat(made.path("asymmetric_signature").asBoolean()).isFalse();
    assertThat(made.path("header_names").toString()).isEqualTo("[]");
    for (String name :
        List.of("description", "disabled_reason", "disabled_at", "rate_limit_per_second")) {
      assertThat(made.get(name).isNull()).as(name).isTrue();
    }
    assertThat(made.path("secrets")).hasSize(1);
    assertThat(made.path("secrets").get(0).path("created_at")).isEqualTo(made.path("created_at"));
    assertThat(made.path("secrets").get(0).get("expires_at").isNull()).isTrue();
    assertThat(made.path("updated_at")).isEqualTo(made.path("created_at"));
    assertThat(made.path("secret").asString()).startsWith("whsec_").hasSize(6 + 44);
    assertThat(made.properties()).hasSize(14);

    ObjectNode shown = (ObjectNode) made.deepCopy();
    shown.remove("secret");
    assertThat(tenant.show(id)).isEqualTo(shown);
  }

  @Test
  void whatIsGivenIsKept() throws Exception {
    JsonNode made = tenant.make(FULL);
    assertThat(made.path("secret").asString()).isEqualTo("a-secret-of-my-own");
    String id = made.path("id").asString();
    JsonNode shown = tenant.show(id);
    assertThat(shown.path("url").asString()).isEqualTo("https://example.com/hook?token=abc");
    assertThat(shown.path("events").toString()).isEqualTo("[\"job.completed\",\"job.retrying\"]");
    assertThat(shown.path("description").asString()).isEqualTo("billing");
    assertThat(shown.path("header_names").toString()).isEqualTo("[\"Authorization\",\"X-Team\"]");
    assertThat(shown.path("rate_limit_per_second").asInt()).isEqualTo(10_000);
    assertThat(shown.path("asymmetric_signature").asBoolean()).isTrue();
    assertThat(shown.path("enabled").asBoolean()).isFalse();
    assertThat(shown.path("disabled_reason").asString()).isEqualTo("manual");
    assertThat(shown.path("disabled_at")).isEqualTo(shown.path("created_at"));
    assertThat(shown.has("secret")).isFalse();
    assertThat(opened(id)).isEqualTo("{\"Authorization\":\"Bearer LEAKED\",\"X-Team\":\"a b\"}");
  }

  @Test
  void aPatchChangesWhatItNamesAndNothingElse() throws Exception {
    String id = tenant.make(FULL).path("id").asString();
    JsonNode before = tenant.show(id);
    assertThat(tenant.change(id, "{\"unknown\":1}")).isEqualTo(before);

    JsonNode changed =
        tenant.change(id, "{\"url\":\"https://example.org/\",\"events\":[\"job.failed\"]}");
    assertThat(changed.path("url").asString()).isEqualTo("https://example.org/");
    assertThat(changed.path("events").toString()).isEqualTo("[\"job.failed\"]");
    assertThat(changed.path("updated_at").asString())
        .isNotEqualTo(before.path("updated_at").asString());
    for (String name :
        List.of(
            "description",
            "header_names",
            "secrets",
            "created_at",
            "enabled",
            "disabled_at",
            "disabled_reason")) {
      assertThat(changed.path(name)).as(name).isEqualTo(before.path(name));
    }
    assertThat(tenant.show(id)).isEqualTo(changed);

    JsonNode replaced = tenant.change(id, "{\"headers\":{\"x-other\":\"1\"},\"description\":\"\"}");
    assertThat(replaced.path("header_names").toString()).isEqualTo("[\"x-other\"]");
    assertThat(replaced.path("description").asString("-")).isEmpty();
    assertThat(opened(id)).isEqualTo("{\"x-other\":\"1\"}");

    JsonNode cleared =
        tenant.change(id, "{\"description\":null,\"headers\":null,\"rate_limit_per_second\":null}");
    assertThat(cleared.get("description").isNull()).isTrue();
    assertThat(cleared.get("rate_limit_per_second").isNull()).isTrue();
    assertThat(cleared.path("header_names")).isEmpty();
    assertThat(tenant.change(id, "{\"headers\":{}}").path("header_names")).isEmpty();
  }

  @Test
  void oneThatIsEnabledAnewStartsAfresh() throws Exception {
    String id = tenant.id();
    JsonNode disabled = tenant.change(id, "{\"enabled\":false}");
    assertThat(disabled.path("disabled_reason").asString()).isEqualTo("manual");
    assertThat(disabled.path("disabled_at")).isEqualTo(disabled.path("updated_at"));
    for (String reason : List.of("gone", "failing")) {
      api.sql()
          .update(
              """
              UPDATE webhook_endpoint SET enabled = false, disabled_reason = ?, disabled_at = now()
              WHERE id = ?::uuid
              """,
              reason,
              id);
      api.sql()
          .update(
              "INSERT INTO endpoint_failing (endpoint_id, failures, since) VALUES (?::uuid, 100,"
                  + " now())",
              id);
      // Saying once more what it is changes neither reason nor time, nor does its address.
      tenant.change(id, "{\"url\":\"%s\"}".formatted(tenant.show(id).path("url").asString()));
      JsonNode still = tenant.change(id, "{\"enabled\":false}");
      assertThat(still.path("disabled_reason").asString()).isEqualTo(reason);
      assertThat(failing(id)).isEqualTo(1);

      JsonNode enabled = tenant.change(id, "{\"enabled\":true}");
      assertThat(enabled.path("enabled").asBoolean()).isTrue();
      assertThat(enabled.get("disabled_reason").isNull()).isTrue();
      assertThat(enabled.get("disabled_at").isNull()).isTrue();
      assertThat(failing(id)).isZero();
    }
  }

  @Test
  void aDeletedOneIsGoneAndItsUndeliveredDeliveriesAreCounted() throws Exception {
    String id = tenant.id();
    for (String status : List.of("pending", "pending", "held", "delivered", "failed")) {
      deliver(id, status);
    }
    deliver(tenant.id(), "pending");

    JsonNode deleted = json(tenant.delete(id), 200);
    assertThat(deleted.toString()).isEqualTo("{\"message\":\"Webhook deleted\",\"discarded\":3}");
    refused(tenant.delete(id), 404, "webhook_not_found");
    refused(tenant.get(at(id)), 404, "webhook_not_found");
    refused(tenant.patch(id, "{}"), 404, "webhook_not_found");
    refused(tenant.rotate(id, "{}"), 404, "webhook_not_found");
    refused(tenant.post(at(id) + "/test", ""), 404, "webhook_not_found");
    assertThat(json(tenant.get(PATH), 200).path("items")).hasSize(1);
    assertThat(
            api.bean(Endpoints.class)
                .state(new TenantId(tenant.name()), new EndpointId(UUID.fromString(id))))
        .isEqualTo(EndpointState.DELETED);
  }

  @Test
  void theDeliveriesToBeDiscardedAreCountedUpToABound() throws Exception {
    String id = tenant.id();
    api.sql()
        .update(
            """
            WITH stored AS (
              INSERT INTO delivery (id, event_id, target, event_type, tenant, url, destination, status,
                                    next_attempt_at, endpoint_id)
              SELECT uuidv7(), uuidv7(), ?, 'job.failed', ?, 'https://example.com/', ?,
                     CASE WHEN n % 2 = 0 THEN 'pending' ELSE 'held' END, now(), ?::uuid
              FROM generate_series(1, 10002) AS n
              RETURNING id, event_id, tenant
            )
            INSERT INTO webhook_event (id, tenant, occurred_at, body)
            SELECT event_id, tenant, now(), '' FROM stored
            """,
            id, tenant.name(), id, id);
    assertThat(json(tenant.delete(id), 200).path("discarded").asInt()).isEqualTo(10_000);
  }

  @Test
  void anotherTenantsWebhookIsAsUnknownAsAnInventedOne() throws Exception {
    String id = tenant.make(FULL).path("id").asString();
    Tenant other = Tenant.of(api);
    for (String foreign : List.of(id, UUID.randomUUID().toString(), "x")) {
      List<HttpResponse<String>> answers = new ArrayList<>();
      answers.add(other.get(at(foreign)));
      answers.add(other.patch(foreign, "{\"enabled\":true}"));
      answers.add(other.delete(foreign));
      answers.add(other.rotate(foreign, "{}"));
      answers.add(other.get(at(foreign) + "/public-key"));
      answers.add(other.post(at(foreign) + "/test", ""));
      for (HttpResponse<String> answer : answers) {
        refused(answer, 404, "webhook_not_found");
        assertThat(answer.body()).contains("\"Webhook not found\"");
      }
    }
    assertThat(json(other.get(PATH), 200).path("items")).isEmpty();
    assertThat(tenant.show(id).path("enabled").asBoolean()).isFalse();
    Endpoints endpoints = api.bean(Endpoints.class);
    EndpointId endpoint = new EndpointId(UUID.fromString(id));
    assertThatThrownBy(() -> endpoints.state(new TenantId(other.name()), endpoint))
        .isInstanceOf(RefusedException.class);
    assertThat(endpoints.state(new TenantId(tenant.name()), endpoint))
        .isEqualTo(EndpointState.DISABLED);
  }

  @Test
  void whoeverFollowsTheCursorsSeesEveryWebhookOnceNewestFirst() throws Exception {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.add(tenant.id());
    }
    // Three of one moment, that only their ids order, and a page ends among them.
    api.sql()
        .update(
            """
            UPDATE webhook_endpoint SET created_at = timestamptz '2026-01-01Z'
            WHERE id IN (?::uuid, ?::uuid, ?::uuid)
            """,
            made.get(0),
            made.get(1),
            made.get(2));
    List<String> newestFirst = new ArrayList<>(made.subList(0, 3).stream().sorted().toList());
    newestFirst.addAll(made.subList(3, 7));
    Collections.reverse(newestFirst);
    List<String> seen = new ArrayList<>();
    String path = PATH + "?limit=5";
    for (int number = 1; ; number++) {
      JsonNode page = json(tenant.get(path), 200);
      page.path("items").forEach(item -> seen.add(item.path("id").asString()));
      assertThat(page.path("page").asInt()).isEqualTo(number);
      assertThat(page.path("page_size").asInt()).isEqualTo(5);
      assertThat(page.path("items").get(0).path("secrets")).hasSize(1);
      if (number == 1) {
        assertThat(page.path("total").asInt()).isEqualTo(7);
        // Newer than where the reader is: it belongs to a page that was read.
        tenant.id();
        refused(
            Tenant.of(api).get(path + "&cursor=" + page.path("next_cursor").asString()),
            400,
            "invalid_cursor");
        refused(
            tenant.get("/v1/jobs?cursor=" + page.path("next_cursor").asString()),
            400,
            "invalid_cursor");
      }
      if (!page.path("has_more").asBoolean()) {
        assertThat(page.get("next_cursor").isNull()).isTrue();
        break;
      }
      path = PATH + "?limit=5&cursor=" + page.path("next_cursor").asString();
    }
    assertThat(seen).isEqualTo(newestFirst);
  }

  @Test
  void anotherAddressStartsWithoutTheFailuresOfTheOldOne() throws Exception {
    String id = tenant.make(FULL).path("id").asString();
    api.sql()
        .update(
            "INSERT INTO endpoint_failing (endpoint_id, failures, since) VALUES (?::uuid, 100,"
                + " now())",
            id);
    tenant.change(id, "{\"description\":\"moved\"}");
    assertThat(failing(id)).isEqualTo(1);
    tenant.change(id, "{\"url\":\"https://moved.example/\"}");
    assertThat(failing(id)).isZero();
  }

  private int failing(String id) {
    Integer rows =
        api.sql()
            .queryForObject(
                "SELECT count(*) FROM endpoint_failing WHERE endpoint_id = ?::uuid",
                Integer.class,
                id);
    return rows == null ? 0 : rows;
  }

  private String opened(String id) throws Exception {
    String sealed =
        api.sql()
            .queryForObject(
                "SELECT headers FROM webhook_endpoint WHERE id = ?::uuid", String.class, id);
    return api.bean(SecretBox.class).open(String.valueOf(sealed), id);
  }

  private void deliver(String id, String status) {
    api.sql()
        .update(
            """
            WITH stored AS (
              INSERT INTO delivery (id, event_id, target, event_type, tenant, url, destination, status,
                                    next_attempt_at, endpoint_id, completed_at)
              VALUES (uuidv7(), uuidv7(), ?, 'job.failed', ?, 'https://example.com/', ?, ?, now(), ?::uuid,
                      CASE WHEN ? IN ('delivered', 'failed') THEN now() END)
              RETURNING id, event_id, tenant
            )
            INSERT INTO webhook_event (id, tenant, occurred_at, body)
            SELECT event_id, tenant, now(), '' FROM stored
            """,
            id,
            tenant.name(),
            id,
            status,
            id,
            status);
  }
}
