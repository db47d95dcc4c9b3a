package dev.sluice.api.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.SubmittedTopic;
import dev.sluice.api.TestApi;
import dev.sluice.wire.Json;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

class BatchIT {

  private static final String LINE = "{\"prompt\":\"hello\"}\n";
  private static final int MANY = 10_000;

  private static TestApi api;

  /** One of its own, whose accepted jobs are counted. */
  @BeforeAll
  static void start() {
    api = TestApi.start(Map.of());
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void everyLineIsAnsweredInItsPlaceAndABadOneStopsNoOther() throws Exception {
    HttpResponse<String> response =
        post(
            """
            {"prompt":"one","metadata":{"n":"1"}}
            not json

              \r
            {"prompt":""}\r
            {"prompt":"four","model":7}
            []
            {"prompt":"last, without an end"}\
            """);
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
    List<JsonNode> answers = answers(response);
    assertThat(answers).hasSize(6);
    assertThat(answers)
        .extracting(answer -> answer.path("index").asInt())
        .containsExactly(0, 1, 2, 3, 4, 5);
    assertAccepted(answers.get(0));
    assertThat(answers.get(1).path("error").path("code").asString()).isEqualTo("malformed_json");
    assertThat(answers.get(2).path("error").path("error").asString()).isEqualTo("invalid_request");
    assertThat(answers.get(2).path("error").path("param").asString()).isEqualTo("prompt");
    assertThat(answers.get(3).path("error").path("param").asString()).isEqualTo("model");
    assertThat(answers.get(4).path("error").path("code").asString()).isEqualTo("validation_error");
    assertAccepted(answers.get(5));
    String id = answers.get(0).path("job_id").asString();
    assertThat(SubmittedTopic.read(api, id))
        .singleElement()
        .satisfies(job -> assertThat(job.request().metadata()).containsEntry("n", "1"));
    assertThat(TestApi.json(api.get("/v1/jobs/" + id)).path("status").asString())
        .isEqualTo("pending");
  }

  @Test
  void aBodyInAnotherEncodingIsRefusedWhole() throws Exception {
    HttpRequest.Builder compressed =
        api.request("/v1/jobs/batch")
            .header("Content-Type", "application/x-ndjson")
            .header("Content-Encoding", "gzip");
    HttpRequest.Builder latin =
        api.request("/v1/jobs/batch")
            .header("Content-Type", "application/x-ndjson;charset=ISO-8859-1");
    for (HttpRequest.Builder request : List.of(compressed, latin)) {
      HttpResponse<String> response = api.send(request.POST(BodyPublishers.ofString(LINE)));
      assertThat(response.statusCode()).isEqualTo(415);
      assertThat(TestApi.json(response).path("code").asString())
          .isEqualTo("unsupported_media_type");
    }
  }

  @Test
  void aLineOverTheLimitIsRefusedAndTheNextOneIsNot() throws Exception {
    String tooLong = "{\"prompt\":\"" + "x".repeat(4 * 1024 * 1024) + "\"}\n";
    List<JsonNode> answers = answers(post(LINE + tooLong + LINE));
    assertAccepted(answers.get(0));
    assertThat(answers.get(1).path("error").path("code").asString()).isEqualTo("body_too_large");
    assertAccepted(answers.get(2));
  }

  /** This client reads nothing before it has sent everything. */
  @Test
  void tenThousandLinesOfAClientThatWritesFirstAreAllAccepted() throws Exception {
    HttpResponse<String> response = post(LINE.repeat(MANY));
    assertThat(response.statusCode()).isEqualTo(202);
    List<JsonNode> answers = answers(response);
    assertThat(answers).hasSize(MANY);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < MANY; i++) {
      assertThat(answers.get(i).path("index").asInt()).isEqualTo(i);
      ids.add(answers.get(i).path("job_id").asString());
    }
    assertThat(ids).hasSize(MANY).doesNotContain("");
  }

  /** 6 MB of answers to 22 MB: more than the kernel keeps of either. */
  @Test
  @Timeout(120)
  void whoReadsNothingBeforeTheEndIsNotWaitedFor() throws Exception {
    String bad =
        "{\"prompt\":\"%s\",\"metadata\":{\"%s\":7}}\n"
            .formatted("x".repeat(2_000), "🌍".repeat(64));
    try (RawBatch batch = new RawBatch(api)) {
      for (int i = 0; i < MANY; i++) {
        batch.send(bad);
      }
      batch.end();
      for (int i = 0; i < MANY; i++) {
        assertThat(batch.answer())
            .startsWith("{\"index\":" + i + ",\"error\":")
            .hasSizeGreaterThan(300);
      }
    }
  }

  @Test
  void anAnswerComesWhileTheBodyIsStillOpen() throws Exception {
    try (RawBatch batch = new RawBatch(api)) {
      batch.send(LINE);
      assertThat(batch.statusLine()).startsWith("HTTP/1.1 202");
      assertThat(batch.answer()).startsWith("{\"index\":0,\"job_id\":");
      batch.send("{\"prompt\":\"in two");
      batch.send(" pieces\"}\n");
      assertThat(batch.answer()).startsWith("{\"index\":1,\"job_id\":");
      batch.end();
    }
  }

  @Test
  void whatWasAcceptedStandsWhenTheClientGoes() throws Exception {
    String id;
    long before = accepted(api);
    try (RawBatch batch = new RawBatch(api)) {
      batch.send(LINE);
      id = Json.mapper().readTree(batch.answer()).path("job_id").asString();
      batch.send("{\"prompt\":\"cut");
    }
    assertThat(SubmittedTopic.read(api, id)).hasSize(1);
    // A line that was cut off is no line.
    await()
        .during(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(accepted(api) - before).isEqualTo(1));
  }

  @Test
  void aRepeatedBatchUnderItsKeyIsTheSameJobs() throws Exception {
    String key = UUID.randomUUID().toString();
    HttpResponse<String> first = post(LINE.repeat(3), "Idempotency-Key", key);
    HttpResponse<String> second = post(LINE.repeat(4), "Idempotency-Key", key);
    assertThat(answers(second).subList(0, 3)).isEqualTo(answers(first));
    assertThat(answers(second))
        .extracting(answer -> answer.path("job_id").asString())
        .doesNotHaveDuplicates()
        .doesNotContain("");
    String id = answers(first).getFirst().path("job_id").asString();
    assertThat(SubmittedTopic.read(api, id)).hasSize(1);
    JsonNode other = answers(post("{\"prompt\":\"other\"}", "Idempotency-Key", key)).getFirst();
    assertThat(other.path("error").path("code").asString()).isEqualTo("idempotency_key_reused");
  }

  @Test
  void whatIsNoBatchIsRefusedAsAWhole() throws Exception {
    assertThat(code(post(""), 400)).isEqualTo("empty_batch");
    assertThat(code(post("\n \r\n\n"), 400)).isEqualTo("empty_batch");
    assertThat(code(api.post("/v1/jobs/batch", LINE), 415)).isEqualTo("unsupported_media_type");
    assertThat(code(post(LINE, "Idempotency-Key", "a b"), 400))
        .isEqualTo("invalid_idempotency_key");
    assertThat(
            code(
                api.send(api.anonymous("/v1/jobs/batch").POST(BodyPublishers.ofString(LINE))), 401))
        .isEqualTo("missing_credentials");
  }

  static long accepted(TestApi api) {
    return api.bean(MeterRegistry.class)
        .timer("sluice.submit.append", "outcome", "APPENDED")
        .count();
  }

  private HttpResponse<String> post(String body, String... headers) throws Exception {
    var request =
        api.request("/v1/jobs/batch")
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(body));
    return api.send(headers.length == 0 ? request : request.headers(headers));
  }

  static List<JsonNode> answers(HttpResponse<String> response) {
    assertThat(response.body()).endsWith("\n");
    return response.body().lines().map(Json.mapper()::readTree).toList();
  }

  private static void assertAccepted(JsonNode answer) {
    assertThat(answer.propertyNames()).containsExactly("index", "job_id", "status");
    assertThat(answer.path("status").asString()).isEqualTo("pending");
  }

  private static String code(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return TestApi.json(response).path("code").asString();
  }
}
