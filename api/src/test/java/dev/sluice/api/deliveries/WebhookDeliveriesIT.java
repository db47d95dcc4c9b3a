package dev.sluice.api.deliveries;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.DeliveryRows;
import dev.sluice.api.TestApi;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An endpoint's deliveries, page by page; and one of them alone. */
class WebhookDeliveriesIT {

  private static final Instant BASE = Instant.parse("2026-11-22T10:00:00Z");

  private final TestApi api = TestApi.shared();
  private final DeliveryRows rows = new DeliveryRows(api);
  private final String tenant = "deliveries-" + UUID.randomUUID();
  private final UUID endpoint = rows.endpoint(tenant);

  WebhookDeliveriesIT() throws Exception {}

  @Test
  void aDeliveryIsShownWithAllThatIsKnownOfIt() throws Exception {
    UUID id = rows.store(endpoint, "failed", BASE);
    rows.attempt(id, 3, 500, "oops".getBytes(UTF_8));
    rows.attempt(id, 4, 404, null);
    JsonNode shown = TestApi.json(get("/v1/deliveries/" + id));
    assertThat(shown.propertyNames())
        .containsExactly(
            "delivery_id",
            "event_id",
            "event",
            "webhook_id",
            "url",
            "status",
            "trigger",
            "attempt",
            "next_attempt_at",
            "created_at",
            "completed_at",
            "attempts");
    assertThat(shown.path("webhook_id").asString()).isEqualTo(endpoint.toString());
    assertThat(shown.path("url").asString()).isEqualTo("https://example.com/hook");
    assertThat(shown.path("created_at").asString()).isEqualTo("2026-11-22T10:00:00Z");
    JsonNode first = shown.path("attempts").get(0);
    assertThat(first.propertyNames())
        .containsExactly(
            "attempt",
            "trigger",
            "started_at",
            "duration_ms",
            "url",
            "address",
            "protocol",
            "status_code",
            "failure",
            "timings",
            "response_body",
            "response_cut",
            "next_attempt_at");
    assertThat(first.path("attempt").asInt()).isEqualTo(3);
    assertThat(first.path("trigger").asString()).isEqualTo("manual");
    assertThat(first.path("address").asString()).isEqualTo("192.0.2.7");
    assertThat(first.path("protocol").asString()).isEqualTo("HTTP/1.1");
    assertThat(first.path("timings").toString())
        .isEqualTo("{\"dns_ms\":1.5,\"connect_ms\":0.25,\"first_byte_ms\":11.0}");
    assertThat(first.path("response_body").asString()).isEqualTo("oops");
    assertThat(TestApi.json(list("")).path("items").get(0)).isEqualTo(shown);
  }

  @Test
  void theNewestComeFirstInPagesWithFiltersThatAreAllMet() throws Exception {
    UUID failed = rows.store(endpoint, "failed", BASE);
    UUID held = rows.store(endpoint, "held", BASE.plusSeconds(1));
    UUID delivered = rows.store(endpoint, "delivered", BASE.plusSeconds(2));
    UUID pending = rows.store(endpoint, "pending", BASE.plusSeconds(3));
    UUID sending = rows.store(endpoint, "sending", "webhook.test", BASE.plusSeconds(4));
    rows.store(rows.endpoint(tenant), "failed", BASE);
    assertThat(ids(list(""))).containsExactly(sending, pending, delivered, held, failed);
    assertThat(ids(list("?status=failed"))).containsExactly(failed);
    assertThat(ids(list("?status=failed&status=held"))).containsExactly(held, failed);
    assertThat(ids(list("?status=failed,delivered"))).containsExactly(delivered, failed);
    assertThat(ids(list("?status=pending,sending,held,discarded")))
        .containsExactly(sending, pending, held);
    assertThat(ids(list("?event=webhook.test"))).containsExactly(sending);
    assertThat(ids(list("?event=job.completed&status=sending"))).isEmpty();
    assertThat(ids(list("?created_after=2026-11-22T10:00:01Z&created_before=2026-11-22T10:00:03Z")))
        .containsExactly(delivered);
    JsonNode page = TestApi.json(list("?limit=2&status=failed,held,delivered"));
    assertThat(page.propertyNames())
        .containsExactly("items", "total", "page", "page_size", "has_more", "next_cursor");
    assertThat(page.path("total").asInt()).isEqualTo(3);
    assertThat(page.path("has_more").asBoolean()).isTrue();
    String cursor = page.path("next_cursor").asString();
    HttpResponse<String> next =
        list("?limit=2&status=held&status=failed&status=delivered&cursor=" + cursor);
    assertThat(ids(next)).containsExactly(failed);
    assertThat(TestApi.json(next).path("page").asInt()).isEqualTo(2);
    assertThat(list("?status=failed&cursor=" + cursor).statusCode()).isEqualTo(400);
    String other = "/v1/webhooks/" + rows.endpoint(tenant) + "/deliveries?cursor=" + cursor;
    assertThat(get(other + "&status=failed,held,delivered").statusCode()).isEqualTo(400);
  }

  @Test
  void pagesHoldEveryDeliveryOnceWhileOthersAreAdded() throws Exception {
    List<UUID> before = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      // Three share every instant: the id decides among them.
      before.add(rows.store(endpoint, "failed", BASE.plusMillis(i / 3)));
    }
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger added = new AtomicInteger();
    List<UUID> seen = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      // So many at most, as whoever adds faster than is read would never let it end.
      Future<?> adding =
          executor.submit(() -> {
            while (!done.get() && added.get() < 2000) {
              rows.store(endpoint, "held", BASE.plusMillis(added.get() % 40 - 10));
              added.incrementAndGet();
            }
          });
      try {
        await().until(() -> added.get() > 0);
        JsonNode page = TestApi.json(list("?limit=7&status=failed,held"));
        seen.addAll(ids(page));
        while (page.path("has_more").asBoolean()) {
          String cursor = page.path("next_cursor").asString();
          page = TestApi.json(list("?limit=7&status=failed,held&cursor=" + cursor));
          seen.addAll(ids(page));
        }
      } finally {
        done.set(true);
      }
      adding.get();
    }
    assertThat(seen).doesNotHaveDuplicates().containsAll(before);
  }

  @Test
  void attemptsAreBoundedInNumberAndBytesAndTheLatestAreShown() throws Exception {
    UUID older = rows.store(endpoint, "failed", BASE);
    UUID newer = rows.store(endpoint, "failed", BASE.plusSeconds(1));
    byte[] large = "x".repeat(4 * 1024 * 1024 / 5).getBytes(UTF_8);
    for (int i = 1; i <= 12; i++) {
      rows.attempt(older, i, 500, "old".getBytes(UTF_8));
      rows.attempt(newer, i, 500, large);
    }
    JsonNode items = TestApi.json(list("")).path("items");
    JsonNode shown = items.get(0).path("attempts");
    assertThat(shown).hasSize(10);
    assertThat(shown.get(0).path("attempt").asInt()).isEqualTo(3);
    assertThat(shown.get(9).path("attempt").asInt()).isEqualTo(12);
    assertThat(shown.get(5).path("response_body").asString()).hasSize(large.length);
    assertThat(shown.get(5).path("response_cut").asBoolean()).isFalse();
    assertThat(shown.get(4).path("response_body").isNull()).isTrue();
    assertThat(shown.get(4).path("response_cut").asBoolean()).isTrue();
    assertThat(items.get(1).path("attempts").get(9).path("response_body").isNull()).isTrue();
    assertThat(TestApi.json(get("/v1/deliveries/" + older)).path("attempts")).hasSize(12);
  }

  @Test
  void theTotalIsExactUpToItsCap() throws Exception {
    api.sql()
        .update(
            """
            WITH stored AS (
              INSERT INTO delivery (id, event_id, target, event_type, tenant, url, status,
                                    next_attempt_at, completed_at, endpoint_id, destination)
              SELECT gen_random_uuid(), gen_random_uuid(), e.id::text, 'job.completed', e.tenant, e.url,
                     'failed', now(), now(), e.id, e.id::text
              FROM webhook_endpoint e, generate_series(1, 10001) WHERE e.id = ?
              RETURNING id, event_id, tenant
            )
            INSERT INTO webhook_event (id, tenant, occurred_at, body)
            SELECT event_id, tenant, now(), '{}' FROM stored
            """,
            endpoint);
    assertThat(TestApi.json(list("?limit=1")).path("total").asInt()).isEqualTo(10_000);
    assertThat(TestApi.json(list("?limit=1&status=failed,held,sending")).path("total").asInt())
        .isEqualTo(10_000);
    assertThat(TestApi.json(list("?limit=1&status=delivered")).path("total").asInt()).isZero();
  }

  @Test
  void whatIsAnotherTenantsIsUnknown() throws Exception {
    UUID id = rows.store(endpoint, "failed", BASE);
    for (String path :
        List.of("/v1/webhooks/" + endpoint + "/deliveries", "/v1/deliveries/" + id)) {
      assertThat(get(path).statusCode()).isEqualTo(200);
      assertThat(api.send(api.request(path, "someone-else")).statusCode()).isEqualTo(404);
    }
    HttpResponse<String> retry =
        api.send(
            TestApi.posting(api.request("/v1/deliveries/" + id + "/retry", "someone-else"), ""));
    assertThat(retry.statusCode()).isEqualTo(404);
    assertThat(rows.valueOf("status", id)).isEqualTo("failed");
  }

  @Test
  void thoseOfADeletedEndpointCanStillBeLookedAt() throws Exception {
    UUID id = rows.store(endpoint, "discarded", BASE);
    rows.delete(endpoint);
    assertThat(ids(list(""))).isEqualTo(Collections.singletonList(id));
    assertThat(get("/v1/deliveries/" + id).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return api.send(api.request(path, tenant));
  }

  private HttpResponse<String> list(String query) throws Exception {
    return get("/v1/webhooks/" + endpoint + "/deliveries" + query);
  }

  private static List<UUID> ids(HttpResponse<String> page) {
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    assertThat(page.body()).doesNotContain("LEAKED", "token", "sealed");
    return ids(TestApi.json(page));
  }

  private static List<UUID> ids(JsonNode page) {
    return page.path("items")
        .valueStream()
        .map(item -> UUID.fromString(item.path("delivery_id").asString()))
        .toList();
  }
}
