package dev.sluice.api.deliveries;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.DeliveryRows;
import dev.sluice.api.TestApi;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A delivery is sent once more by hand. */
class DeliveryRetryIT {

  private static final Instant BASE = Instant.parse("2026-11-22T10:00:00Z");

  private final TestApi api = TestApi.shared();
  private final DeliveryRows rows = new DeliveryRows(api);
  private final UUID endpoint = rows.endpoint("admin");

  DeliveryRetryIT() throws Exception {}

  @ParameterizedTest
  @ValueSource(strings = {"delivered", "failed", "held", "discarded"})
  void whatIsNotUnderWayIsDueAtOnceAndItsScheduleBeginsAnew(String status) throws Exception {
    UUID id = rows.store(endpoint, status, BASE);
    UUID replay = UUID.randomUUID();
    api.sql()
        .update(
            """
            INSERT INTO replay (id, tenant, endpoint_id, since, until, statuses, status, created_at,
                                completed_at)
            VALUES (?, 'admin', ?, now(), now(), '{failed}', 'completed', now(), now())
            """,
            replay,
            endpoint);
    api.sql().update("UPDATE delivery SET uncounted = 1, replay_id = ? WHERE id = ?", replay, id);
    HttpResponse<String> answer = retry(id);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    JsonNode delivery = TestApi.json(answer);
    assertThat(delivery.path("delivery_id").asString()).isEqualTo(id.toString());
    assertThat(delivery.path("status").asString()).isEqualTo("pending");
    assertThat(delivery.path("trigger").asString()).isEqualTo("manual");
    assertThat(delivery.path("next_attempt_at").isString()).isTrue();
    assertThat(delivery.path("completed_at").isNull()).isTrue();
    assertThat(rows.valueOf("earlier", id)).isEqualTo("3");
    assertThat(rows.valueOf("replay_id", id)).isNull();
    assertThat(rows.valueOf("next_attempt_at <= now()", id)).isEqualTo("true");
    assertThat(askedFor()).isTrue();
  }

  private boolean askedFor() {
    return api.sql()
        .queryForList(
            "SELECT asked_at IS NOT NULL FROM webhook_endpoint WHERE id = ?",
            Boolean.class,
            endpoint)
        .contains(true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pending", "sending"})
  void whatIsUnderWayIsLeftAlone(String status) throws Exception {
    UUID id = rows.store(endpoint, status, BASE);
    assertRefused(retry(id), "delivery_under_way");
    assertThat(rows.valueOf("status", id)).isEqualTo(status);
    assertThat(rows.valueOf("trigger", id)).isEqualTo("automatic");
    assertThat(askedFor()).isFalse();
  }

  @Test
  void ofADisabledEndpointItIsHeld() throws Exception {
    UUID failed = rows.store(endpoint, "failed", BASE);
    UUID held = rows.store(endpoint, "held", BASE);
    rows.disable(endpoint);
    for (UUID id : List.of(failed, held)) {
      HttpResponse<String> answer = retry(id);
      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(TestApi.json(answer).path("status").asString()).isEqualTo("held");
      assertThat(TestApi.json(answer).path("trigger").asString()).isEqualTo("manual");
      assertThat(TestApi.json(answer).path("next_attempt_at").isNull()).isTrue();
    }
  }

  @Test
  void ofADeletedEndpointItIsRefused() throws Exception {
    UUID id = rows.store(endpoint, "discarded", BASE);
    rows.delete(endpoint);
    assertRefused(retry(id), "webhook_deleted");
    assertThat(rows.valueOf("status", id)).isEqualTo("discarded");
  }

  @Test
  void thatOfAJobItselfCanBeRetried() throws Exception {
    UUID id = rows.ofJob(UUID.randomUUID(), "admin", "failed");
    HttpResponse<String> answer = retry(id);
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(TestApi.json(answer).propertyNames())
        .contains("job_id")
        .doesNotContain("webhook_id");
    assertThat(rows.valueOf("status", id)).isEqualTo("pending");
  }

  @Test
  void ofManyWhoRetryAtOnceOneQueuesIt() throws Exception {
    UUID id = rows.store(endpoint, "failed", BASE);
    List<CompletableFuture<HttpResponse<String>>> answers =
        Stream.generate(() ->
                api.sendAsync(
                    api.request("/v1/deliveries/" + id + "/retry").POST(BodyPublishers.noBody())))
            .limit(10)
            .toList();
    assertThat(answers.stream().map(answer -> answer.join().statusCode()).sorted().toList())
        .containsExactly(202, 409, 409, 409, 409, 409, 409, 409, 409, 409);
  }

  /** The settling transaction is open while the retry comes: it ends as its attempt ended. */
  @Test
  void whatIsBeingSettledEndsAsItsAttemptEnded() throws Exception {
    UUID id = rows.store(endpoint, "sending", BASE);
    try (var settling = requireNonNull(api.sql().getDataSource()).getConnection()) {
      settling.setAutoCommit(false);
      try (var settle =
          settling.prepareStatement(
              """
              UPDATE delivery SET status = 'delivered', completed_at = now(), worker_id = NULL,
                                  deadline_at = NULL
              WHERE id = ? AND status = 'sending'
              """)) {
        settle.setObject(1, id);
        assertThat(settle.executeUpdate()).isOne();
      }
      assertRefused(retry(id), "delivery_under_way");
      settling.commit();
    }
    assertThat(rows.valueOf("status", id)).isEqualTo("delivered");
    assertThat(rows.valueOf("trigger", id)).isEqualTo("automatic");
  }

  private HttpResponse<String> retry(UUID id) throws Exception {
    return api.send(api.request("/v1/deliveries/" + id + "/retry").POST(BodyPublishers.noBody()));
  }

  private static void assertRefused(HttpResponse<String> answer, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
    assertThat(TestApi.json(answer).path("code").asString()).isEqualTo(code);
  }
}
