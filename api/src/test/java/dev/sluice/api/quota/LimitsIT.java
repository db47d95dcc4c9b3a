package dev.sluice.api.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.JobRows;
import dev.sluice.api.SubmittedTopic;
import dev.sluice.api.TestApi;
import dev.sluice.job.EventType;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.job.TenantId;
import dev.sluice.testing.Infra;
import dev.sluice.wire.JobEvent;
import dev.sluice.wire.JobSubmitted;
import dev.sluice.wire.Json;
import dev.sluice.wire.Topics;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Limits as callers meet them: two api replicas over one database. */
class LimitsIT {

  private static final String BODY = "{\"prompt\":\"hello\",\"max_tokens\":100}";

  /** One fits into 3000 tokens; the next one that does comes after some 40 s. */
  private static final String LARGE = "{\"prompt\":\"hello\",\"max_tokens\":2500}";

  private static TestApi api;
  private static TestApi other;

  @BeforeAll
  static void start() {
    Map<String, String> settings =
        Map.of("sluice.limits.polls-per-minute", "100", "sluice.limits.max-wait", "1s");
    var database = TestApi.freshDatabase();
    api = TestApi.start(settings, database);
    other = TestApi.start(settings, database);
  }

  @AfterAll
  static void stop() {
    api.close();
    other.close();
  }

  @Test
  void aKeysLimitHoldsOnBothReplicasTogether() throws Exception {
    String key = key("both", "\"requests_per_minute\":40");
    AtomicInteger accepted = new AtomicInteger();
    long begun = System.nanoTime();
    // A lease that one replica does not use is returned within a second, so a single refusal does
    // not
    // mean that the limit is used up; three seconds of requests do, once a slow machine has sent
    // them.
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          for (TestApi replica : List.of(api, other)) {
            accepted.addAndGet(post(replica, key).statusCode() == 202 ? 1 : 0);
          }
          return seconds(begun) > 3 && accepted.get() >= 40;
        });
    double refilled = seconds(begun) * 40 / 60;
    assertThat((double) accepted.get()).isBetween(40.0, 40 * 1.05 + refilled + 1);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  @Test
  void aRefusalSaysWhichLimitAndWhenToComeBack() throws Exception {
    String key = key("refusal", "\"requests_per_minute\":6");
    HttpResponse<String> refused = untilRefused(key);
    JsonNode body = TestApi.json(refused);
    assertThat(body.path("error").asString()).isEqualTo("rate_limit_exceeded");
    assertThat(body.path("code").asString()).isEqualTo("request_limit_exceeded");
    assertThat(body.path("message").asString())
        .isEqualTo("The limit of 6 requests per minute is reached.");
    assertThat(body.path("limit").asInt()).isEqualTo(6);
    assertThat(body.path("window").asString()).isEqualTo("minute");
    assertThat(body.path("retry_after").asInt()).isBetween(1, 10);
    assertThat(body.size()).isEqualTo(6);
    assertThat(header(refused, "Retry-After")).isEqualTo(body.path("retry_after").asString());
    assertThat(refused.headers().firstValue("x-should-retry")).isEmpty();
    assertThat(header(refused, "Content-Type")).isEqualTo("application/json");
    assertThat(rateLimits(refused)).containsEntry("x-ratelimit-remaining-requests", "0");
    await()
        .pollDelay(Duration.ofSeconds(body.path("retry_after").asInt()))
        .atMost(Duration.ofSeconds(20))
        .until(() -> post(api, key).statusCode() == 202);
  }

  @Test
  void whoeverMustWaitForMoreThanAMinuteIsToldNotToRetry() throws Exception {
    HttpResponse<String> refused = untilRefused(key("hour", "\"requests_per_hour\":3"));
    JsonNode body = TestApi.json(refused);
    assertThat(body.path("limit").asInt()).isEqualTo(3);
    assertThat(body.path("window").asString()).isEqualTo("hour");
    assertThat(body.path("retry_after").asInt()).isBetween(1100, 1200);
    assertThat(header(refused, "x-should-retry")).isEqualTo("false");
  }

  @Test
  void everyAnswerToAKnownCallerCarriesTheSixHeaders() throws Exception {
    String key = key("headers", "\"requests_per_minute\":6,\"tokens_per_minute\":200");
    long begun = System.nanoTime();
    HttpResponse<String> accepted = post(api, key);
    double passed = seconds(begun);
    assertThat(rateLimits(accepted))
        .containsEntry("x-ratelimit-limit-requests", "6")
        .containsEntry("x-ratelimit-remaining-requests", "5")
        .containsEntry("x-ratelimit-limit-tokens", "200")
        .hasSize(6);
    // The request itself is in, and its reservation of 9 tokens of prompt and 100 of answer; less
    // what was refilled meanwhile.
    assertThat(number(accepted, "x-ratelimit-reset-requests")).isBetween(10 - passed, 10.0);
    assertThat(number(accepted, "x-ratelimit-remaining-tokens"))
        .isBetween(85.0, 95 + passed * 200 / 60);
    assertThat(number(accepted, "x-ratelimit-reset-tokens")).isBetween(31 - passed, 35.0);
    for (HttpRequest.Builder request :
        List.of(
            with(key, "/v1/jobs/" + TestApi.jobId(accepted)),
            with(key, "/v1/jobs/x"),
            with(key, "/v1/nothing"),
            with(key, "/v1/admin/keys"),
            TestApi.posting(with(key, "/v1/jobs"), "{"),
            with(key, "/v1/jobs").PUT(BodyPublishers.noBody()))) {
      assertThat(rateLimits(api.send(request))).hasSize(6);
    }
  }

  @Test
  void aKeyMayHaveItsOwnLimitOfPolls() throws Exception {
    HttpResponse<String> poll =
        api.send(with(key("own-polls", "\"polls_per_minute\":7"), "/v1/jobs/x"));
    assertThat(rateLimits(poll)).containsEntry("x-ratelimit-limit-requests", "7");
  }

  @Test
  void pollsHaveABucketOfTheirOwn() throws Exception {
    String key = key("polls", "\"requests_per_minute\":3");
    assertThat(untilRefused(key).statusCode()).isEqualTo(429);
    HttpResponse<String> poll = api.send(with(key, "/v1/jobs/x"));
    assertThat(poll.statusCode()).isEqualTo(404);
    assertThat(rateLimits(poll)).containsEntry("x-ratelimit-limit-requests", "100");
    HttpResponse<String> refused = poll;
    for (int i = 0; i < 1000 && refused.statusCode() != 429; i++) {
      refused = api.send(with(key, "/v1/jobs/x"));
    }
    assertThat(TestApi.json(refused).path("code").asString()).isEqualTo("poll_limit_exceeded");
  }

  @Test
  void healthAndUnknownCallersAreNotCounted() throws Exception {
    for (int i = 0; i < 150; i++) {
      HttpResponse<String> live = api.send(api.anonymous("/live"));
      assertThat(live.statusCode()).isEqualTo(200);
      assertThat(rateLimits(live)).isEmpty();
      HttpResponse<String> refused = api.send(with("slk_wrong", "/v1/jobs/x"));
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(rateLimits(refused)).isEmpty();
    }
  }

  @Test
  void tokensOfAJobAreChargedAtOnceAndSquaredWhenItEnds() throws Exception {
    String key = key("tokens", "\"tokens_per_minute\":60");
    HttpResponse<String> accepted = post(api, key, "{\"prompt\":\"hello\",\"max_tokens\":50}");
    assertThat(accepted.statusCode()).isEqualTo(202);
    HttpResponse<String> refused = post(api, key, "{\"prompt\":\"hello\",\"max_tokens\":50}");
    JsonNode body = TestApi.json(refused);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(body.path("code").asString()).isEqualTo("token_limit_exceeded");
    assertThat(body.path("limit").asInt()).isEqualTo(60);
    assertThat(body.path("window").asString()).isEqualTo("minute");
    assertThat(body.path("retry_after").asInt()).isBetween(40, 58);
    JobId id = TestApi.jobId(accepted);
    await().atMost(Duration.ofSeconds(30)).until(() -> reservations(id) == 1);
    announce(id, "tokens", 8);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> post(api, key, "{\"prompt\":\"hello\",\"max_tokens\":30}").statusCode() == 202);
    assertThat(reservations(id)).isZero();
  }

  @Test
  void aReservationOlderThanAMinuteIsNotRefunded() throws Exception {
    String key = key("aged", "\"tokens_per_minute\":60");
    JobId id = TestApi.jobId(post(api, key, "{\"prompt\":\"hello\",\"max_tokens\":50}"));
    await().atMost(Duration.ofSeconds(30)).until(() -> reservations(id) == 1);
    api.sql()
        .update(
            "UPDATE token_reservation SET created_at = now() - interval '61 seconds' WHERE job_id ="
                + " ?",
            id.value());
    announce(id, "aged", 8);
    await().atMost(Duration.ofSeconds(20)).until(() -> reservations(id) == 0);
    JsonNode refused = TestApi.json(post(api, key, "{\"prompt\":\"hello\",\"max_tokens\":50}"));
    // 59 of 60 tokens come back by one a second; a refund would leave 8 to wait for.
    assertThat(refused.path("retry_after").asInt()).isGreaterThan(10);
  }

  @Test
  void aRequestThatTheLimitNeverHoldsIsRefusedForGood() throws Exception {
    String key = key("large", "\"tokens_per_minute\":1000");
    HttpResponse<String> refused = post(api, key, "{\"prompt\":\"hello\",\"max_tokens\":1000}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(TestApi.json(refused).path("code").asString()).isEqualTo("token_limit_too_small");
    assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
  }

  @Test
  void aReplayNeedsNoTokens() throws Exception {
    String key = key("replay", "\"tokens_per_minute\":3000");
    HttpResponse<String> accepted = postLarge(api, key, "the-same");
    assertThat(accepted.statusCode()).isEqualTo(202);
    assertThat(postLarge(api, key, "another").statusCode()).isEqualTo(429);
    assertReplayed(TestApi.jobId(accepted), postLarge(api, key, "the-same"));
    // Nor does one at a replica that finds the job in the database, at a key with a lower limit.
    JobId id = TestApi.jobId(accepted);
    JobSubmitted submitted = SubmittedTopic.read(api, id.toString()).getFirst();
    new JobRows(api).store(id, "replay", submitted.digest().orElseThrow());
    String lower = key("replay", "\"tokens_per_minute\":100");
    assertReplayed(id, postLarge(other, lower, "the-same"));
  }

  @Test
  void aReplayedRetryNeedsNoTokens() throws Exception {
    String key = key("again", "\"tokens_per_minute\":3000");
    JobId failed = TestApi.receipts(Clock.systemUTC()).issue(new TenantId("again"));
    new JobRows(api).store(failed, "again", "digest");
    api.sql()
        .update(
            """
            UPDATE job SET status = 'failed', completed_at = now(), error_code = 'x', error_message = 'y',
                           request = ?
            WHERE id = ?
            """,
            "{\"max_tokens\":2500,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"
                .getBytes(StandardCharsets.UTF_8),
            failed.value());
    HttpResponse<String> accepted = retry(key, failed, "the-same");
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    assertThat(retry(key, failed, "another").statusCode()).isEqualTo(429);
    assertReplayed(TestApi.jobId(accepted), retry(key, failed, "the-same"));
  }

  @Test
  void aReplayedBatchNeedsNoTokens() throws Exception {
    String key = key("lines", "\"tokens_per_minute\":3000");
    String accepted = batch(key);
    assertThat(accepted).contains("\"job_id\"").doesNotContain("error");
    assertThat(postLarge(api, key, "another").statusCode()).isEqualTo(429);
    assertThat(batch(key)).isEqualTo(accepted);
  }

  @Test
  void parallelSubmissionsUnderOneKeyAreChargedOnce() throws Exception {
    String key = key("parallel", "\"tokens_per_minute\":3000");
    List<HttpResponse<String>> answers = inParallel(key, "parallel");
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 202);
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnlyOnce(202);
    assertThat(answers).extracting(TestApi::jobId).containsOnly(TestApi.jobId(answers.getFirst()));
  }

  @Test
  void parallelSubmissionsThatThereAreNoTokensForAreAllToldSo() throws Exception {
    String key = key("short", "\"tokens_per_minute\":3000");
    assertThat(postLarge(api, key, "first").statusCode()).isEqualTo(202);
    assertThat(inParallel(key, "parallel"))
        .allSatisfy(refused -> {
          assertThat(refused.statusCode()).isEqualTo(429);
          assertThat(TestApi.json(refused).path("code").asString())
              .isEqualTo("token_limit_exceeded");
          assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        });
  }

  @Test
  void aJobThatWasChargedNothingRefundsNothing() throws Exception {
    String key = key("foreign", "\"tokens_per_minute\":1000");
    JobId charged = TestApi.jobId(post(api, key));
    for (int i = 0; i < 7; i++) {
      assertThat(post(api, key).statusCode()).isEqualTo(202);
    }
    await().until(() -> reservations(charged) == 1);
    for (int i = 0; i < 5; i++) {
      announce(TestApi.receipts(Clock.systemUTC()).issue(new TenantId("foreign")), "foreign", 1);
    }
    // Of one partition: once this end has been seen, those before have been, too.
    announce(charged, "foreign", 100);
    await().until(() -> reservations(charged) == 0);
    assertThat(post(api, key, "{\"prompt\":\"hello\",\"max_tokens\":900}").statusCode())
        .isEqualTo(429);
  }

  private static void assertReplayed(JobId id, HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(header(response, "Idempotent-Replayed")).isEqualTo("true");
    assertThat(TestApi.jobId(response)).isEqualTo(id);
  }

  private static List<HttpResponse<String>> inParallel(String key, String idempotencyKey) {
    return IntStream.range(0, 20)
        .mapToObj(_ -> api.sendAsync(large(api, key, idempotencyKey)))
        .toList()
        .stream()
        .map(CompletableFuture::join)
        .toList();
  }

  private static HttpResponse<String> postLarge(TestApi at, String key, String idempotencyKey)
      throws Exception {
    return at.send(large(at, key, idempotencyKey));
  }

  private static HttpRequest.Builder large(TestApi at, String key, String idempotencyKey) {
    return TestApi.posting(
        at.anonymous("/v1/jobs").header("X-API-Key", key),
        LARGE,
        "Idempotency-Key",
        idempotencyKey);
  }

  private static HttpResponse<String> retry(String key, JobId id, String idempotencyKey)
      throws Exception {
    return api.send(
        with(key, "/v1/jobs/" + id + "/retry")
            .header("Idempotency-Key", idempotencyKey)
            .POST(BodyPublishers.noBody()));
  }

  private static String batch(String key) throws Exception {
    return api.send(
            with(key, "/v1/jobs/batch")
                .header("Content-Type", "application/x-ndjson")
                .header("Idempotency-Key", "lines")
                .POST(BodyPublishers.ofString(LARGE + "\n")))
        .body();
  }

  private static HttpResponse<String> untilRefused(String key) throws Exception {
    HttpResponse<String> response = post(api, key);
    for (int i = 0; i < 20 && response.statusCode() != 429; i++) {
      response = post(api, key);
    }
    return response;
  }

  private static int reservations(JobId id) {
    return api.sql()
        .queryForList(
            "SELECT count(*) FROM token_reservation WHERE job_id = ?", Integer.class, id.value())
        .getFirst();
  }

  /** As the processor's relay does. */
  private static void announce(JobId id, String tenant, int tokens) throws Exception {
    Instant now = Instant.parse("2026-11-22T12:00:00Z");
    Job job =
        new Job(
            id,
            JobStatus.COMPLETED,
            now,
            now,
            now,
            1,
            1,
            "gpt-4o",
            "{\"content\":\"hi\",\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":%d}}"
                .formatted(tokens),
            null,
            Map.of(),
            null);
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", Infra.shared().bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              JobEvent.of(EventType.COMPLETED, job, new TenantId(tenant), now)
                  .toRecord(api.bean(Topics.class).events()))
          .get();
    }
  }

  private static String key(String tenant, String limits) throws Exception {
    HttpResponse<String> created =
        api.post(
            "/v1/admin/keys",
            "{\"tenant\":\"%s\",\"name\":\"k\",\"scopes\":[\"jobs:read\",\"jobs:write\"],\"limits\":{%s}}"
                .formatted(tenant, limits));
    return Json.mapper().readTree(created.body()).path("key").asString();
  }

  private static HttpRequest.Builder with(String key, String path) {
    return api.anonymous(path).header("X-API-Key", key);
  }

  private static HttpResponse<String> post(TestApi at, String key) throws Exception {
    return at.send(TestApi.posting(at.anonymous("/v1/jobs").header("X-API-Key", key), BODY));
  }

  private static HttpResponse<String> post(TestApi at, String key, String body) throws Exception {
    return at.send(TestApi.posting(at.anonymous("/v1/jobs").header("X-API-Key", key), body));
  }

  private static Map<String, String> rateLimits(HttpResponse<String> response) {
    Map<String, String> found = new TreeMap<>();
    response
        .headers()
        .map()
        .forEach((name, values) -> {
          if (name.startsWith("x-ratelimit-")) {
            found.put(name, values.getFirst());
          }
        });
    return found;
  }

  private static double number(HttpResponse<String> response, String name) {
    return Double.parseDouble(header(response, name));
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElseThrow();
  }
}
