package dev.sluice.api.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.JobRows;
import dev.sluice.api.TestApi;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.testing.SettableClock;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StatusIT {

  private final TestApi api = TestApi.shared();
  private final JobRows rows = new JobRows(api);

  StatusIT() throws Exception {}

  @Test
  void aStoredJobIsShownAsItStands() throws Exception {
    JobId id = stored();
    rows.complete(id);
    HttpResponse<String> response = api.get("/v1/jobs/" + id);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(TestApi.json(response).path("status").asString()).isEqualTo("completed");
    assertThat(TestApi.json(response).path("progress").asDouble()).isEqualTo(1.0);
    assertThat(TestApi.json(response).path("result").path("content").asString()).isEqualTo("hi");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "status-on-its-way"})
  void aJobOnItsWayIsShownAsItWasAccepted(String idempotencyKey) throws Exception {
    String body = "{\"prompt\":\"hello\",\"model\":\"gpt-4o-mini\",\"metadata\":{\"order\":\"7\"}}";
    String[] headers =
        idempotencyKey.isEmpty() ? new String[0] : new String[] {"Idempotency-Key", idempotencyKey};
    HttpResponse<String> accepted = api.post("/v1/jobs", body, headers);
    HttpResponse<String> polled = api.get("/v1/jobs/" + TestApi.jobId(accepted));
    assertThat(polled.body()).isEqualTo(accepted.body());
    assertThat(TestApi.json(polled).path("metadata").path("order").asString()).isEqualTo("7");
  }

  @Test
  void aJobOnItsWayThatAnotherReplicaAcceptedIsShownWithoutWhatWasAskedFor() throws Exception {
    JobId id = issuedAt(Instant.now(Clock.systemUTC()));
    JsonNode job = TestApi.json(api.get("/v1/jobs/" + id));
    assertThat(job.path("status").asString()).isEqualTo("pending");
    assertThat(job.path("created_at").asString()).isNotEmpty();
    assertThat(job.path("model").isNull()).isTrue();
    assertThat(job.path("metadata").isEmpty()).isTrue();
  }

  @Test
  void anotherTenantsJobIsUnknownStoredOrNot() throws Exception {
    JobId id = stored();
    JobId onItsWay = api.submit();
    for (JobId other : new JobId[] {id, onItsWay}) {
      HttpResponse<String> response = api.send(api.request("/v1/jobs/" + other, "stranger"));
      assertUnknown(response);
      assertUnknown(api.send(api.request("/v1/jobs/" + other, "stranger").DELETE()));
      assertUnknown(api.send(api.request("/v1/jobs/" + other + "/deliveries", "stranger")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1-1-1-1-1", "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"})
  void anIdThatWasNeverIssuedIsUnknown(String id) throws Exception {
    assertUnknown(api.get("/v1/jobs/" + id));
    assertUnknown(api.delete("/v1/jobs/" + id));
    assertUnknown(api.get("/v1/jobs/" + UUID.randomUUID()));
  }

  @Test
  void aReceiptThatOutlivedTheTopicIsUnknown() throws Exception {
    Instant now = Instant.now(Clock.systemUTC());
    assertUnknown(api.get("/v1/jobs/" + issuedAt(now.minus(Duration.ofDays(7)).minusSeconds(60))));
    JobId younger = issuedAt(now.minus(Duration.ofDays(7)).plusSeconds(60));
    assertThat(api.get("/v1/jobs/" + younger).statusCode()).isEqualTo(200);
  }

  @Test
  void aWaitEndsWhenTheJobDoes() throws Exception {
    JobId id = stored();
    CompletableFuture<HttpResponse<String>> waiting =
        api.sendAsync(api.request("/v1/jobs/" + id + "?wait=60"));
    CompletableFuture<HttpResponse<String>> another =
        api.sendAsync(api.request("/v1/jobs/" + id + "?wait=60"));
    await().during(Duration.ofMillis(500)).until(() -> !waiting.isDone() && !another.isDone());
    rows.complete(id);
    await().atMost(Duration.ofSeconds(30)).until(() -> waiting.isDone() && another.isDone());
    assertThat(TestApi.json(waiting.join()).path("status").asString()).isEqualTo("completed");
    assertThat(another.join().body()).isEqualTo(waiting.join().body());
  }

  @Test
  void aJobThatIsStoredWhileSomebodyWaitsIsSeenToEnd() throws Exception {
    JobId id = api.submit();
    CompletableFuture<HttpResponse<String>> waiting =
        api.sendAsync(api.request("/v1/jobs/" + id + "?wait=60"));
    await().during(Duration.ofMillis(300)).until(() -> !waiting.isDone());
    rows.store(id, "admin", "digest");
    rows.complete(id);
    await().atMost(Duration.ofSeconds(30)).until(waiting::isDone);
    assertThat(TestApi.json(waiting.join()).path("status").asString()).isEqualTo("completed");
  }

  @Test
  void aWaitEndsWithItsTime() throws Exception {
    JobId id = stored();
    long start = System.nanoTime();
    HttpResponse<String> response = api.get("/v1/jobs/" + id + "?wait=1");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
    assertThat(TestApi.json(response).path("status").asString()).isEqualTo("pending");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "61", "1.5", "x", "", "1&wait=2"})
  void aWaitOutsideOfItsBoundsIsRefused(String wait) throws Exception {
    HttpResponse<String> response = api.get("/v1/jobs/" + stored() + "?wait=" + wait);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TestApi.json(response).path("param").asString()).isEqualTo("wait");
  }

  @Test
  void anUnchangedJobIsNotSentAgain() throws Exception {
    JobId id = stored();
    String tag = api.get("/v1/jobs/" + id).headers().firstValue("ETag").orElseThrow();
    assertThat(tag).startsWith("\"");
    HttpResponse<String> same =
        api.send(api.request("/v1/jobs/" + id + "?wait=1").header("If-None-Match", tag));
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    HttpResponse<String> any = api.send(api.request("/v1/jobs/" + id).header("If-None-Match", "*"));
    assertThat(any.statusCode()).isEqualTo(304);
    assertThat(any.headers().firstValue("ETag")).hasValue(tag);
    rows.start(id);
    HttpResponse<String> changed =
        api.send(api.request("/v1/jobs/" + id).header("If-None-Match", tag));
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.headers().firstValue("ETag")).isPresent().get().isNotEqualTo(tag);
  }

  private JobId stored() throws Exception {
    JobId id = api.submit();
    rows.store(id, "admin", "digest");
    return id;
  }

  private static JobId issuedAt(Instant instant) {
    return TestApi.receipts(SettableClock.at(instant)).issue(new TenantId("admin"));
  }

  private static void assertUnknown(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body())
        .isEqualTo(
            "{\"error\":\"not_found\",\"code\":\"job_not_found\",\"message\":\"Job not found\"}");
  }
}
