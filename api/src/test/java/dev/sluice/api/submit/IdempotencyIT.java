package dev.sluice.api.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.JobRows;
import dev.sluice.api.SubmittedTopic;
import dev.sluice.api.TestApi;
import dev.sluice.job.JobId;
import dev.sluice.wire.JobSubmitted;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdempotencyIT {

  private static final String BODY = "{\"prompt\":\"hello\"}";
  private static final String OTHER = "{\"prompt\":\"other\"}";

  private final TestApi api = TestApi.shared();

  IdempotencyIT() throws Exception {}

  @Test
  void fiftyParallelSubmissionsUnderOneKeyAreOneJobAndOneRecord() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> calls =
        IntStream.range(0, 50)
            .mapToObj(_ ->
                api.sendAsync(
                    TestApi.posting(api.request("/v1/jobs"), BODY, "Idempotency-Key", "parallel")))
            .toList();
    List<HttpResponse<String>> answers = calls.stream().map(CompletableFuture::join).toList();
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 202);
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnlyOnce(202);
    assertThat(answers).extracting(TestApi::jobId).containsOnly(TestApi.jobId(answers.getFirst()));
    assertThat(SubmittedTopic.read(api, TestApi.jobId(answers.getFirst()).toString())).hasSize(1);
  }

  @Test
  void aRepetitionIsAReplay() throws Exception {
    HttpResponse<String> first = submit(BODY, "replayed");
    HttpResponse<String> second = submit(BODY, "replayed");
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(second.body()).isEqualTo(first.body());
  }

  @Test
  void anotherBodyUnderTheKeyIsRefusedBeforeAndAfterTheJobIsStored() throws Exception {
    HttpResponse<String> first = submit(BODY, "reused");
    assertThat(submit(OTHER, "reused").statusCode()).isEqualTo(422);
    store(TestApi.jobId(first));
    HttpResponse<String> refused = submit(OTHER, "reused");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(TestApi.json(refused).path("code").asString()).isEqualTo("idempotency_key_reused");
    assertThat(TestApi.json(refused).path("error").asString()).isEqualTo("invalid_request");
  }

  @Test
  void aReplicaThatHasNeverSeenTheKeyAnswersFromTheStoredJob() throws Exception {
    JobId id = TestApi.receipts(Clock.systemUTC()).issue(TestApi.ADMIN, "elsewhere");
    String digest = digestOf(BODY);
    new JobRows(api).store(id, "admin", digest);
    new JobRows(api).complete(id);
    assertThat(submit(OTHER, "elsewhere").statusCode()).isEqualTo(422);
    HttpResponse<String> replayed = submit(BODY, "elsewhere");
    assertThat(replayed.statusCode()).isEqualTo(200);
    assertThat(TestApi.jobId(replayed)).isEqualTo(id);
    assertThat(TestApi.json(replayed).path("status").asString()).isEqualTo("completed");
    assertThat(SubmittedTopic.read(api, id.toString())).isEmpty();
  }

  @Test
  void aJobThatWasCancelledBeforeItWasStoredIsReplayedAsCancelled() throws Exception {
    JobId id = TestApi.jobId(submit(BODY, "cancelled"));
    assertThat(api.delete("/v1/jobs/" + id).body()).contains("Job cancelled");
    HttpResponse<String> replayed = submit(BODY, "cancelled");
    assertThat(replayed.statusCode()).isEqualTo(200);
    assertThat(TestApi.json(replayed).path("status").asString()).isEqualTo("cancelled");
  }

  @Test
  void tenantsDoNotShareKeys() throws Exception {
    JobId mine = TestApi.jobId(submit(BODY, "shared"));
    HttpResponse<String> theirs =
        api.send(
            TestApi.posting(
                api.request("/v1/jobs", "other-tenant"), BODY, "Idempotency-Key", "shared"));
    assertThat(theirs.statusCode()).isEqualTo(202);
    assertThat(TestApi.jobId(theirs)).isNotEqualTo(mine);
  }

  private HttpResponse<String> submit(String body, String key) throws Exception {
    return api.post("/v1/jobs", body, "Idempotency-Key", key);
  }

  private void store(JobId id) {
    JobSubmitted submitted = SubmittedTopic.read(api, id.toString()).getFirst();
    new JobRows(api).store(id, submitted.tenant().value(), submitted.digest().orElseThrow());
  }

  /** The digest that the api makes of this body. */
  private String digestOf(String body) throws Exception {
    JobId id = TestApi.jobId(api.post("/v1/jobs", body));
    return SubmittedTopic.read(api, id.toString()).getFirst().digest().orElseThrow();
  }
}
