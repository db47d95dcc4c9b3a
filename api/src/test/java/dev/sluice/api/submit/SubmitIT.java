package dev.sluice.api.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.SubmittedTopic;
import dev.sluice.api.TestApi;
import dev.sluice.job.Priority;
import dev.sluice.secret.SecretBox;
import dev.sluice.wire.JobSubmitted;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SubmitIT {

  private final TestApi api = TestApi.shared();

  SubmitIT() throws Exception {}

  @Test
  void anAcceptedJobIsInTheTopicAndPending() throws Exception {
    HttpResponse<String> response =
        api.post(
            "/v1/jobs",
            """
            {"prompt":"hello","model":"gpt-4o-mini","priority":"high","metadata":{"team":"red"},
             "timeout_seconds":30,"max_attempts":5,"unknown_field":1}
            """);
    assertThat(response.statusCode()).isEqualTo(202);
    JsonNode job = TestApi.json(response);
    String id = job.path("job_id").asString();
    assertThat(response.headers().firstValue("Location")).hasValue("/v1/jobs/" + id);
    assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(job.path("status").asString()).isEqualTo("pending");
    assertThat(job.path("attempt").asInt()).isZero();
    assertThat(job.path("progress").asDouble()).isZero();
    assertThat(job.path("model").asString()).isEqualTo("gpt-4o-mini");
    assertThat(job.path("metadata").path("team").asString()).isEqualTo("red");

    assertThat(SubmittedTopic.read(api, id))
        .singleElement()
        .satisfies(submitted -> {
          assertThat(submitted.jobId()).hasToString(id);
          assertThat(submitted.tenant()).isEqualTo(TestApi.ADMIN);
          assertThat(submitted.createdAt())
              .isEqualTo(Instant.parse(job.path("created_at").asString()));
          assertThat(submitted.digest()).isPresent();
          assertThat(submitted.request().priority()).isEqualTo(Priority.HIGH);
          assertThat(submitted.request().timeout()).isEqualTo(Duration.ofSeconds(30));
          assertThat(submitted.request().maxAttempts()).isEqualTo(5);
          assertThat(submitted.request().metadata()).isEqualTo(Map.of("team", "red"));
        });
  }

  @Test
  void whatWasAcceptedCanBePolledBeforeItIsStored() throws Exception {
    HttpResponse<String> accepted = api.post("/v1/jobs", "{\"prompt\":\"hello\"}");
    HttpResponse<String> polled = api.get(accepted.headers().firstValue("Location").orElseThrow());
    assertThat(polled.statusCode()).isEqualTo(200);
    assertThat(TestApi.json(polled).path("status").asString()).isEqualTo("pending");
    assertThat(TestApi.json(polled).path("created_at"))
        .isEqualTo(TestApi.json(accepted).path("created_at"));
  }

  @Test
  void theWebhookSecretTravelsSealedForItsJobOnly() throws Exception {
    HttpResponse<String> response =
        api.post(
            "/v1/jobs",
            """
            {"prompt":"hello","webhook_url":"https://example.com/hook","webhook_secret":"s3cr3t-value"}
            """);
    String id = TestApi.jobId(response).toString();
    JobSubmitted submitted = SubmittedTopic.read(api, id).getFirst();
    assertThat(new String(submitted.toBytes(), java.nio.charset.StandardCharsets.UTF_8))
        .doesNotContain("s3cr3t-value");
    String sealed = submitted.sealedWebhookSecret().orElseThrow();
    assertThat(api.bean(SecretBox.class).open(sealed, id)).isEqualTo("s3cr3t-value");
  }
}
