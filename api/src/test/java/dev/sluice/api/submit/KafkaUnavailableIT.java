package dev.sluice.api.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.sluice.api.SubmittedTopic;
import dev.sluice.api.TestApi;
import dev.sluice.embedded.EmbeddedKafka;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaUnavailableIT {

  private static final Duration ACCEPT_TIMEOUT = Duration.ofSeconds(2);
  private static final String BODY = "{\"prompt\":\"hello\"}";

  @TempDir private Path folder;

  @Test
  void nothingIsAcceptedWhileTheBrokerIsAway() throws Exception {
    EmbeddedKafka kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(folder, 0));
    // Tokens for two jobs: what was refused is not charged.
    Map<String, String> settings = new HashMap<>(settings(kafka.bootstrapServers()));
    settings.put("sluice.limits.tokens-per-minute", "2200");
    try (TestApi api = TestApi.start(settings)) {
      awaitReady(api, 200, "{\"ready\":true}");
      awaitAccepted(api, "first");
      kafka.close();

      assertUnavailableInTime(api);
      assertUnavailableInTime(api, "Idempotency-Key", "away");
      assertUnavailableInTime(api, "Idempotency-Key", "away");
      awaitReady(api, 503, "{\"ready\":false,\"reasons\":[\"kafka unreachable\"]}");

      kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(folder, kafka.port()));
      // A refused one may be repeated, and a broker that has just started is slow.
      awaitAccepted(api, "away");
      awaitReady(api, 200, "{\"ready\":true}");
    } finally {
      kafka.close();
    }
  }

  @Test
  void whatAPausedBrokerWritesAfterTheRefusalIsVoid() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder);
        TestApi api = TestApi.start(settings(broker.bootstrapServers()))) {
      awaitReady(api, 200, "{\"ready\":true}");
      // With a key: one that is refused at first is not made void.
      awaitAccepted(api, "warm");

      broker.signal("STOP");
      assertUnavailable(api);
      await().atMost(Duration.ofSeconds(20)).until(() -> stubs(api).size() == 1);
      assertUnavailableInTime(api, "Idempotency-Key", "paused");
      broker.signal("CONT");

      UUID refused = stubs(api).getFirst();
      await()
          .atMost(Duration.ofSeconds(40))
          .until(() ->
              !SubmittedTopic.read(api, broker.bootstrapServers(), refused.toString()).isEmpty());
      assertThat(TestApi.json(api.get("/v1/jobs/" + refused)).path("status").asString())
          .isEqualTo("cancelled");
      // With a key a repetition is the same job, so nothing is void.
      awaitAccepted(api, "paused");
      assertThat(stubs(api)).containsExactly(refused);
    }
  }

  /** What is refused meanwhile, as the machine or the broker is slow, may be repeated. */
  private static void awaitAccepted(TestApi api, String key) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> api.post("/v1/jobs", BODY, "Idempotency-Key", key).statusCode() == 202);
  }

  private static void assertUnavailableInTime(TestApi api, String... headers) throws Exception {
    // The producer alone would go on for a minute.
    assertTimeout(Duration.ofSeconds(30), () -> assertUnavailable(api, headers));
  }

  private static void assertUnavailable(TestApi api, String... headers) throws Exception {
    HttpResponse<String> refused = api.post("/v1/jobs", BODY, headers);
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(TestApi.json(refused).path("error").asString()).isEqualTo("service_unavailable");
    assertThat(refused.body()).doesNotContain("job_id");
  }

  private static List<UUID> stubs(TestApi api) {
    return api.sql().queryForList("SELECT id FROM job WHERE stub", UUID.class);
  }

  private static void awaitReady(TestApi api, int status, String body) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          HttpResponse<String> ready = api.send(api.anonymous("/ready"));
          assertThat(ready.body()).isEqualTo(body);
          assertThat(ready.statusCode()).isEqualTo(status);
        });
  }

  private static Map<String, String> settings(String bootstrapServers) {
    return Map.of(
        "spring.kafka.bootstrap-servers",
        bootstrapServers,
        "sluice.submit.accept-timeout",
        ACCEPT_TIMEOUT.toMillis() + "ms",
        "sluice.health.check-interval",
        "200ms",
        "sluice.health.check-timeout",
        "1s",
        "sluice.limits.max-wait",
        "1s");
  }
}
