package dev.sluice.api.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.DeliveryRows;
import dev.sluice.api.TestApi;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A replay is asked for, looked at and cancelled. The dispatcher's tests carry it out. */
class ReplayApiIT {

  private static final Instant BASE = Instant.parse("2026-11-22T10:00:00Z");
  private static final String SINCE = "{\"since\":\"2026-11-22T10:00:00Z\"}";

  private final TestApi api = TestApi.shared();
  private final DeliveryRows rows = new DeliveryRows(api);
  private final String tenant = "replay-" + UUID.randomUUID();
  private final UUID endpoint = rows.endpoint(tenant);
  private final String path = "/v1/webhooks/" + endpoint + "/replays";

  ReplayApiIT() throws Exception {}

  @Test
  void aReplayRunsFromTheMomentItIsAskedFor() throws Exception {
    rows.store(endpoint, "failed", BASE.minusMillis(1));
    rows.store(endpoint, "failed", BASE);
    rows.store(endpoint, "failed", BASE.plusSeconds(1));
    rows.store(endpoint, "held", BASE.plusSeconds(1));
    rows.store(endpoint, "failed", BASE.plusSeconds(2));
    HttpResponse<String> answer =
        ask("{\"since\":\"2026-11-22T11:00:00+01:00\",\"until\":\"2026-11-22T10:00:02Z\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    JsonNode replay = TestApi.json(answer);
    assertThat(replay.propertyNames())
        .containsExactly(
            "replay_id",
            "webhook_id",
            "status",
            "since",
            "until",
            "statuses",
            "total",
            "total_is_exact",
            "queued",
            "delivered",
            "failed",
            "created_at",
            "completed_at");
    assertThat(replay.path("status").asString()).isEqualTo("running");
    assertThat(replay.path("since").asString()).isEqualTo("2026-11-22T10:00:00Z");
    assertThat(replay.path("until").asString()).isEqualTo("2026-11-22T10:00:02Z");
    assertThat(replay.path("statuses").toString()).isEqualTo("[\"failed\"]");
    assertThat(replay.path("total").asInt()).isEqualTo(2);
    assertThat(replay.path("total_is_exact").asBoolean()).isTrue();
    String location = answer.headers().firstValue("Location").orElseThrow();
    assertThat(location).isEqualTo(path + "/" + replay.path("replay_id").asString());
    assertThat(TestApi.json(get(location))).isEqualTo(replay);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"held\" | [\"held\"] | 1",
        "[\"discarded\",\"failed\",\"failed\"] | [\"failed\",\"discarded\"] | 2",
        "[\"delivered\"] | [\"delivered\"] | 1",
        "[\"delivered\",\"failed\",\"held\",\"discarded\"] |"
            + " [\"delivered\",\"failed\",\"held\",\"discarded\"] | 4",
      })
  void theStatusesThatAreAskedForAreCounted(String asked, String statuses, int total)
      throws Exception {
    for (String status :
        List.of("failed", "held", "discarded", "delivered", "pending", "sending")) {
      rows.store(endpoint, status, BASE);
    }
    JsonNode replay =
        TestApi.json(ask("{\"since\":\"2026-11-22T10:00:00Z\",\"status\":" + asked + "}"));
    assertThat(replay.path("statuses").toString()).isEqualTo(statuses);
    assertThat(replay.path("total").asInt()).isEqualTo(total);
  }

  @Test
  void whatEndsAfterItIsAskedForIsNotCounted() throws Exception {
    rows.store(endpoint, "failed", BASE);
    UUID later = rows.store(endpoint, "failed", BASE);
    api.sql()
        .update("UPDATE delivery SET completed_at = now() + interval '1 day' WHERE id = ?", later);
    assertThat(TestApi.json(ask(SINCE)).path("total").asInt()).isOne();
  }

  @Test
  void anUntilThatLiesAheadIsNow() throws Exception {
    JsonNode replay =
        TestApi.json(
            ask("{\"since\":\"0001-01-01T00:00:00Z\",\"until\":\"9999-12-31T23:59:59Z\"}"));
    assertThat(replay.path("since").asString()).isEqualTo("1970-01-01T00:00:00Z");
    Instant until = Instant.parse(replay.path("until").asString());
    assertThat(until)
        .isBeforeOrEqualTo(Instant.parse(replay.path("created_at").asString()).plusSeconds(60));
  }

  @Test
  void whatBecameOfItsDeliveriesIsAddedUp() throws Exception {
    String id = TestApi.json(ask(SINCE)).path("replay_id").asString();
    String other = TestApi.json(ask(SINCE)).path("replay_id").asString();
    api.sql().update("UPDATE replay SET delivered = 7, failed = 1 WHERE id = ?::uuid", id);
    for (String replay : List.of(id, id, other)) {
      api.sql().update("INSERT INTO replay_outcome VALUES (?::uuid, 2, 1)", replay);
    }
    JsonNode replay = TestApi.json(get(path + "/" + id));
    assertThat(replay.path("delivered").asInt()).isEqualTo(11);
    assertThat(replay.path("failed").asInt()).isEqualTo(3);
    assertThat(TestApi.json(get(path)).path("items").get(1)).isEqualTo(replay);
    UUID delivery = rows.store(endpoint, "held", BASE);
    api.sql().update("UPDATE delivery SET replay_id = ?::uuid WHERE id = ?", id, delivery);
    assertThat(TestApi.json(get("/v1/deliveries/" + delivery)).path("replay_id").asString())
        .isEqualTo(id);
  }

  @Test
  void aCancelledOneStaysCancelledAndOneThatEndedStaysAsItIs() throws Exception {
    String id = TestApi.json(ask(SINCE)).path("replay_id").asString();
    JsonNode cancelled = TestApi.json(cancel(id));
    assertThat(cancelled.path("status").asString()).isEqualTo("cancelled");
    assertThat(cancelled.path("completed_at").isString()).isTrue();
    assertThat(TestApi.json(cancel(id))).isEqualTo(cancelled);
    String ended = TestApi.json(ask(SINCE)).path("replay_id").asString();
    api.sql()
        .update(
            "UPDATE replay SET status = 'completed', completed_at = now() WHERE id = ?::uuid",
            ended);
    assertThat(TestApi.json(cancel(ended)).path("status").asString()).isEqualTo("completed");
    assertThat(TestApi.json(get(path)).path("items").valueStream())
        .extracting(replay -> replay.path("replay_id").asString())
        .containsExactly(ended, id);
  }

  @Test
  void noMoreThanFiveOfATenantRunHoweverManyAreAskedForAtOnce() throws Exception {
    List<UUID> endpoints = List.of(endpoint, rows.endpoint(tenant));
    // The key is made before all ask at once.
    assertThat(get(path).statusCode()).isEqualTo(200);
    List<CompletableFuture<HttpResponse<String>>> answers =
        Stream.iterate(0, i -> i + 1)
            .limit(12)
            .map(i -> asking("/v1/webhooks/" + endpoints.get(i % 2) + "/replay"))
            .toList();
    List<HttpResponse<String>> all = answers.stream().map(CompletableFuture::join).toList();
    assertThat(all.stream().filter(answer -> answer.statusCode() == 202)).hasSize(5);
    HttpResponse<String> refused = ask(SINCE);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(TestApi.json(refused).path("code").asString()).isEqualTo("too_many_replays");
    JsonNode running = TestApi.json(get(path)).path("items").get(0);
    assertThat(cancel(running.path("replay_id").asString()).statusCode()).isEqualTo(200);
    assertThat(ask(SINCE).statusCode()).isEqualTo(202);
  }

  @Test
  void ofADeletedEndpointNoneIsTakenAndThoseThereAreCanBeLookedAt() throws Exception {
    String id = TestApi.json(ask(SINCE)).path("replay_id").asString();
    rows.delete(endpoint);
    HttpResponse<String> refused = ask(SINCE);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(TestApi.json(refused).path("code").asString()).isEqualTo("webhook_deleted");
    assertThat(get(path + "/" + id).statusCode()).isEqualTo(200);
    assertThat(TestApi.json(get(path)).path("items")).hasSize(1);
  }

  @Test
  void whatIsAnotherTenantsOrEndpointsIsUnknown() throws Exception {
    String id = TestApi.json(ask(SINCE)).path("replay_id").asString();
    String other = "/v1/webhooks/" + rows.endpoint(tenant) + "/replays/" + id;
    assertThat(get(other).statusCode()).isEqualTo(404);
    assertThat(api.send(api.request(other, tenant).DELETE()).statusCode()).isEqualTo(404);
    for (String target : List.of(path, path + "/" + id)) {
      assertThat(api.send(api.request(target, "someone-else")).statusCode()).isEqualTo(404);
    }
    assertThat(api.send(api.request(path + "/" + id, "someone-else").DELETE()).statusCode())
        .isEqualTo(404);
    HttpResponse<String> asked =
        api.send(
            TestApi.posting(
                api.request("/v1/webhooks/" + endpoint + "/replay", "someone-else"), SINCE));
    assertThat(asked.statusCode()).isEqualTo(404);
    assertThat(TestApi.json(get(path + "/" + id)).path("status").asString()).isEqualTo("running");
  }

  private CompletableFuture<HttpResponse<String>> asking(String target) {
    try {
      return api.sendAsync(TestApi.posting(api.request(target, tenant), SINCE));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> ask(String body) throws Exception {
    return api.send(
        TestApi.posting(api.request("/v1/webhooks/" + endpoint + "/replay", tenant), body));
  }

  private HttpResponse<String> get(String target) throws Exception {
    return api.send(api.request(target, tenant));
  }

  private HttpResponse<String> cancel(String id) throws Exception {
    return api.send(api.request(path + "/" + id, tenant).DELETE());
  }
}
