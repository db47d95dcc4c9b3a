package dev.sluice.api.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.TestApi;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HealthIT {

  private final TestApi api = TestApi.shared();

  HealthIT() throws Exception {}

  @Test
  void healthTellsVersionAndUptime() throws Exception {
    JsonNode health = TestApi.json(ask("/health"));
    assertThat(health.path("status").asString()).isEqualTo("healthy");
    assertThat(Instant.parse(health.path("timestamp").asString())).isAfter(Instant.EPOCH);
    assertThat(health.path("version").asString()).isNotEmpty();
    assertThat(health.path("uptime_seconds").asLong()).isNotNegative();
  }

  @Test
  void aProcessThatServesIsLive() throws Exception {
    assertThat(ask("/live").body()).isEqualTo("{\"live\":true}");
  }

  @Test
  void aProcessWithItsBrokerIsReady() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          assertThat(ask("/ready").statusCode()).isEqualTo(200);
          assertThat(ask("/ready").body()).isEqualTo("{\"ready\":true}");
        });
  }

  private HttpResponse<String> ask(String path) throws Exception {
    return api.send(api.anonymous(path));
  }
}
