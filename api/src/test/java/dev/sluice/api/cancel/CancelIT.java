package dev.sluice.api.cancel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.JobRows;
import dev.sluice.api.TestApi;
import dev.sluice.job.JobId;
import dev.sluice.wire.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CancelIT {

  private static final String CANCELLED = "{\"message\":\"Job cancelled\"}";
  private static final String REFUSED = "{\"message\":\"Job cannot be cancelled\"}";

  private final TestApi api = TestApi.shared();
  private final JobRows rows = new JobRows(api);

  CancelIT() throws Exception {}

  @Test
  void aStoredPendingJobIsCancelledAndAnnouncedTogether() throws Exception {
    JobId id = api.submit();
    rows.store(id, "admin", "digest");
    assertAnswer(CANCELLED, id);
    HttpResponse<String> job = api.get("/v1/jobs/" + id);
    assertThat(TestApi.json(job).path("status").asString()).isEqualTo("cancelled");
    assertThat(outbox(id))
        .singleElement()
        .satisfies(row -> {
          assertThat(row).containsEntry("type", "job.cancelled").containsEntry("tenant", "admin");
          String data = new String((byte[]) row.get("data"), StandardCharsets.UTF_8);
          JsonNode announced = Json.mapper().readTree(data);
          assertThat(announced).isEqualTo(TestApi.json(job));
        });
    assertAnswer(REFUSED, id);
    assertThat(outbox(id)).hasSize(1);
  }

  @Test
  void aJobThatIsNotStoredYetLeavesAStubThatIntakeMeets() throws Exception {
    JobId id = api.submit();
    assertAnswer(CANCELLED, id);
    assertThat(api.sql().queryForMap("SELECT * FROM job WHERE id = ?", id.value()))
        .containsEntry("stub", true)
        .containsEntry("status", "cancelled")
        .containsEntry("tenant", "admin")
        .containsEntry("request", null)
        .containsEntry("digest", null);
    assertThat(outbox(id)).isEmpty();
    assertAnswer(REFUSED, id);
    assertThat(TestApi.json(api.get("/v1/jobs/" + id)).path("status").asString())
        .isEqualTo("cancelled");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/jobs/", "/v2/jobs/"})
  void aJobThatWaitsForItsNextAttemptEndsWithoutTheErrorOfTheLast(String path) throws Exception {
    JobId id = api.submit();
    rows.store(id, "admin", "digest");
    api.sql()
        .update(
            "UPDATE job SET attempt = 1, error_code = 'earlier', error_message = 'x' WHERE id = ?",
            id.value());
    assertThat(api.delete(path + id).body()).isEqualTo(CANCELLED);
    JsonNode job = TestApi.json(api.get("/v1/jobs/" + id));
    assertThat(job.path("status").asString()).isEqualTo("cancelled");
    assertThat(job.path("error").isNull()).isTrue();
  }

  @Test
  void aJobThatRunsOrHasEndedIsLeftAlone() throws Exception {
    JobId id = api.submit();
    rows.store(id, "admin", "digest");
    rows.start(id);
    assertAnswer(REFUSED, id);
    rows.complete(id);
    assertAnswer(REFUSED, id);
    assertThat(outbox(id)).isEmpty();
  }

  @Test
  void ofManyWhoCancelAtOnceOneDoes() throws Exception {
    JobId id = api.submit();
    List<CompletableFuture<HttpResponse<String>>> calls =
        IntStream.range(0, 20)
            .mapToObj(_ -> api.sendAsync(api.request("/v1/jobs/" + id).DELETE()))
            .toList();
    List<String> bodies =
        calls.stream().map(CompletableFuture::join).map(HttpResponse::body).toList();
    assertThat(bodies).containsOnlyOnce(CANCELLED).containsOnly(CANCELLED, REFUSED);
  }

  private void assertAnswer(String body, JobId id) throws Exception {
    HttpResponse<String> response = api.delete("/v1/jobs/" + id);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(body);
  }

  private List<Map<String, Object>> outbox(JobId id) {
    return api.sql().queryForList("SELECT * FROM outbox WHERE subject = ?", id.value());
  }
}
