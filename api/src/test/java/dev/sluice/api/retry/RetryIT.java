package dev.sluice.api.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.JobRows;
import dev.sluice.api.SubmittedTopic;
import dev.sluice.api.TestApi;
import dev.sluice.job.EventType;
import dev.sluice.job.JobId;
import dev.sluice.job.JobRequest;
import dev.sluice.job.Webhook;
import dev.sluice.secret.SecretBox;
import dev.sluice.wire.JobSubmitted;
import dev.sluice.wire.Json;
import dev.sluice.wire.ModelRequestFormat;
import dev.sluice.wire.RequestReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetryIT {

  private static final String REQUEST =
      """
      {"prompt":"again","webhook_url":"https://example.com/h","webhook_events":["job.failed"],
       "metadata":{"order":"7"},"max_attempts":5,"expires_in_seconds":60}
      """;

  private final TestApi api = TestApi.shared();
  private final JobRows rows = new JobRows(api);

  RetryIT() throws Exception {}

  @Test
  void aFailedJobIsSubmittedAnewWithAllItWasAskedFor() throws Exception {
    JobId failed = ended("failed", REQUEST, "whsec_c2VjcmV0");
    HttpResponse<String> response = retry(failed);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    JobId id = TestApi.jobId(response);
    assertThat(id).isNotEqualTo(failed);
    assertThat(response.headers().firstValue("Location")).hasValue("/v1/jobs/" + id);
    assertThat(TestApi.json(response).path("status").asString()).isEqualTo("pending");
    assertThat(TestApi.json(response).path("retried_from").asString()).isEqualTo(failed.toString());
    assertThat(TestApi.json(response).path("metadata").path("order").asString()).isEqualTo("7");
    JobSubmitted submitted = submitted(id);
    assertThat(submitted.retriedFrom()).hasValue(failed);
    assertThat(submitted.request()).isEqualTo(read(REQUEST));
    assertThat(
            api.bean(SecretBox.class)
                .open(submitted.sealedWebhookSecret().orElseThrow(), id.toString()))
        .isEqualTo("whsec_c2VjcmV0");
    assertThat(status(failed)).isEqualTo("failed");
  }

  @Test
  void aTimeThatHasPassedIsNotWaitedForAgainAndOneAheadIs() throws Exception {
    Instant ahead = Instant.now(Clock.systemUTC()).plus(Duration.ofHours(1));
    Instant later = ahead.truncatedTo(ChronoUnit.SECONDS);
    JobId waited = ended("cancelled", "{\"prompt\":\"x\",\"run_at\":\"" + later + "\"}", null);
    JobId missed =
        ended("cancelled", "{\"prompt\":\"x\",\"run_at\":\"2026-01-01T00:00:00Z\"}", null);
    assertThat(submitted(TestApi.jobId(retry(waited))).request().runAt()).isEqualTo(later);
    assertThat(submitted(TestApi.jobId(retry(missed))).request().runAt()).isNull();
  }

  @Test
  void everyRetryIsAJobOfItsOwnExceptUnderOneKey() throws Exception {
    JobId failed = ended("failed", "{\"prompt\":\"x\"}", null);
    JobId other = ended("failed", "{\"prompt\":\"x\"}", null);
    String key = UUID.randomUUID().toString();
    JobId keyed = TestApi.jobId(retry(failed, "Idempotency-Key", key));
    HttpResponse<String> replayed = retry(failed, "Idempotency-Key", key);
    assertThat(replayed.statusCode()).isEqualTo(200);
    assertThat(replayed.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(TestApi.jobId(replayed)).isEqualTo(keyed);
    assertThat(TestApi.json(replayed).path("retried_from").asString()).isEqualTo(failed.toString());
    assertThat(TestApi.jobId(retry(failed))).isNotEqualTo(TestApi.jobId(retry(failed)));
    // The same request, and yet another one: it repeats another job.
    assertRefused(422, "idempotency_key_reused", retry(other, "Idempotency-Key", key));
    assertRefused(
        422,
        "idempotency_key_reused",
        api.post("/v1/jobs", "{\"prompt\":\"x\"}", "Idempotency-Key", key));
  }

  @Test
  void aJobThatHasNotEndedOrEndedWellIsNotRepeated() throws Exception {
    JobId id = api.submit();
    assertRefused(409, "job_not_ended", retry(id));
    rows.store(id, "admin", "digest");
    assertRefused(409, "job_not_ended", retry(id));
    rows.start(id);
    assertRefused(409, "job_not_ended", retry(id));
    rows.complete(id);
    assertRefused(409, "job_completed", retry(id));
  }

  @Test
  void aJobThatNobodyKnowsTheRequestOfIsNotRepeated() throws Exception {
    JobId id = api.submit();
    assertThat(api.delete("/v1/jobs/" + id).statusCode()).isEqualTo(200);
    assertRefused(409, "job_request_unknown", retry(id));
  }

  @Test
  void aSecretThatIsNotThisJobsIsNotPassedOn() throws Exception {
    JobId id = ended("failed", REQUEST, "whsec_c2VjcmV0");
    api.sql()
        .update(
            "UPDATE job SET webhook_secret = ? WHERE id = ?",
            api.bean(SecretBox.class).seal("s", UUID.randomUUID().toString()),
            id.value());
    assertRefused(409, "webhook_secret_unreadable", retry(id));
  }

  @Test
  void anotherTenantsJobIsUnknown() throws Exception {
    JobId id = ended("failed", "{\"prompt\":\"x\"}", null);
    String path = "/v1/jobs/" + id + "/retry";
    assertRefused(
        404,
        "job_not_found",
        api.send(api.request(path, "stranger").POST(BodyPublishers.noBody())));
    assertRefused(404, "job_not_found", retry(new JobId(UUID.randomUUID())));
    assertRefused(
        404,
        "job_not_found",
        api.send(api.request("/v1/jobs/x/retry").POST(BodyPublishers.noBody())));
  }

  private static JobRequest read(String request) {
    return RequestReader.job(request.getBytes(StandardCharsets.UTF_8), Clock.systemUTC().instant())
        .request();
  }

  private JobId ended(String status, String json, @Nullable String secret) {
    JobId id = new JobId(UUID.randomUUID());
    JobRequest request = read(json);
    Webhook webhook = request.webhook();
    Duration expiresIn = request.expiresIn();
    Instant runAt = request.runAt();
    api.sql()
        .update(
            """
            INSERT INTO job (id, tenant, status, max_attempts, priority, model, request, metadata,
                             created_at, run_at, expires_at, timeout_seconds, completed_at,
                             webhook_url, webhook_events, webhook_secret)
            VALUES (?, 'admin', ?, ?, 'normal', 'gpt-4o', ?, ?::jsonb,
                    now(), coalesce(?::timestamptz, now()), now() + ? * interval '1 second', 600, now(),
                    ?, string_to_array(?, ','), ?)
            """,
            id.value(),
            status,
            request.maxAttempts(),
            ModelRequestFormat.write(request.chat()),
            Json.mapper().writeValueAsString(request.metadata()),
            runAt == null ? null : runAt.toString(),
            expiresIn == null ? null : expiresIn.toSeconds(),
            webhook == null ? null : webhook.url(),
            webhook == null
                ? null
                : webhook.events().stream()
                    .map(EventType::wireName)
                    .collect(Collectors.joining(",")),
            secret == null ? null : api.bean(SecretBox.class).seal(secret, id.toString()));
    return id;
  }

  private String status(JobId id) {
    return String.valueOf(
        api.sql().queryForObject("SELECT status FROM job WHERE id = ?", String.class, id.value()));
  }

  private JobSubmitted submitted(JobId id) {
    return SubmittedTopic.read(api, id.toString()).getFirst();
  }

  private HttpResponse<String> retry(JobId id, String... headers) throws Exception {
    var request = api.request("/v1/jobs/" + id + "/retry").POST(BodyPublishers.noBody());
    return api.send(headers.length == 0 ? request : request.headers(headers));
  }

  private static void assertRefused(int status, String code, HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(TestApi.json(response).path("code").asString()).isEqualTo(code);
  }
}
