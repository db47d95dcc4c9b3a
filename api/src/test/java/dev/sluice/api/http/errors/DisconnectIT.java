package dev.sluice.api.http.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.sluice.api.TestApi;
import dev.sluice.api.http.sse.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client that resets its connection during its answer leaves in the log. */
class DisconnectIT {

  private final TestApi api = TestApi.shared();
  private int asked;

  DisconnectIT() throws Exception {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/openapi.json",
        "/docs/swagger-ui-bundle.js",
        "/health",
        "/v1/jobs?limit=100",
        "/v1/jobs/JOB",
      })
  void clientThatLeavesDuringItsAnswerIsNoError(String path) throws Exception {
    String target = path.replace("JOB", api.submit().toString());
    // The first answer is a little more work, and springdoc's is logged.
    assertThat(api.get(target).statusCode()).isEqualTo(200);
    String id = UUID.randomUUID().toString();
    try (LogOf log = LogOf.request(id)) {
      // Until one of them goes while it is being answered, which is told in the log.
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> {
            askAndReset(target, id);
            return log.events().stream().anyMatch(DisconnectIT::tells);
          });
      assertThat(log.events()).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
    }
  }

  private static boolean tells(ILoggingEvent event) {
    return event.getLoggerName().equals(ErrorAdvice.class.getName());
  }

  private void askAndReset(String target, String id) throws IOException {
    RawClient client = new RawClient(api.port());
    client.send("GET /live HTTP/1.1\r\nHost: x\r\n\r\n");
    client.readUntil("{\"live\":true}");
    client.send(
        "GET %s HTTP/1.1\r\nHost: x\r\nX-API-Key: %s\r\nX-Request-Id: %s\r\n\r\n"
            .formatted(target, TestApi.ADMIN_KEY, id));
    // From 50 µs to 40 ms: it must be after the request is read and before it is answered.
    LockSupport.parkNanos((long) (50_000 * Math.pow(1.15, asked++ % 48)));
    client.reset();
  }
}
