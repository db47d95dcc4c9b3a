package dev.sluice.api.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.sluice.api.TestApi;
import dev.sluice.api.chat.ChatApi;
import dev.sluice.embedded.EmbeddedDatabase;
import dev.sluice.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;

@ResourceLock(ChatApi.LOCK)
class SystemStatusIT {

  @TempDir private static Path folder;

  @Test
  void everythingThatWorksIsHealthy() throws Exception {
    TestApi api = ChatApi.shared().api;
    JsonNode status =
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> status(api), now -> now.path("status").asString().equals("healthy"));

    assertThat(status.propertyNames()).containsExactly("status", "providers", "metrics");
    assertThat(status.path("providers").toString())
        .isEqualTo("{\"anthropic\":\"healthy\",\"openai\":\"healthy\"}");
    JsonNode metrics = status.path("metrics");
    assertThat(metrics.propertyNames())
        .containsExactly(
            "cpu_percent", "memory_percent", "active_requests", "jobs_pending", "jobs_processing");
    assertThat(metrics.path("cpu_percent").asDouble()).isBetween(0.0, 100.0);
    assertThat(metrics.path("memory_percent").asDouble()).isBetween(0.1, 100.0);
    assertThat(metrics.path("active_requests").asInt()).isPositive();
    assertThat(metrics.path("jobs_pending").asInt()).isZero();
    assertThat(metrics.path("jobs_processing").asInt()).isZero();
  }

  @Test
  void requestsAreCountedUntilTheirEnd() throws Exception {
    ChatApi api = ChatApi.shared();
    // This one, once those of other tests are over.
    await().until(() -> active(api) == 1);
    String chat = "{\"messages\":[{\"role\":\"user\",\"content\":\"x [[sim: hang]]\"}]}";
    try (var _ = api.open("/v1/chat/stream", chat)) {
      await().until(() -> active(api) == 2);
    }
    await().until(() -> active(api) == 1);
  }

  private static int active(ChatApi api) throws Exception {
    return status(api.api).at("/metrics/active_requests").asInt();
  }

  @Test
  void withoutTheDatabaseItIsDegradedAndTheNumbersOfJobsAreNull() throws Exception {
    try (EmbeddedDatabase postgres =
        EmbeddedDatabase.start(new EmbeddedDatabase.Config(folder, 0))) {
      postgres.createDatabase("sluice");
      TestDatabase database =
          new TestDatabase(
              "sluice", postgres.jdbcUrl("sluice"), postgres.username(), postgres.password());
      // The pool alone would wait for a minute.
      Map<String, String> settings = Map.of("spring.datasource.hikari.connection-timeout", "60000");
      try (TestApi api = TestApi.start(settings, database)) {
        await().until(() -> status(api).at("/metrics/jobs_pending").isNumber());
        postgres.stop();
        assertTimeout(
            Duration.ofSeconds(30),
            () -> {
              JsonNode status = status(api);
              assertThat(status.path("status").asString()).isEqualTo("degraded");
              assertThat(status.at("/metrics/jobs_pending").isNull()).isTrue();
              assertThat(status.at("/metrics/jobs_processing").isNull()).isTrue();
            });
      }
    }
  }

  private static JsonNode status(TestApi api) throws Exception {
    return TestApi.json(api.get("/status"));
  }
}
