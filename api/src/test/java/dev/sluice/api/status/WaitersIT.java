package dev.sluice.api.status;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.JobRows;
import dev.sluice.api.TestApi;
import dev.sluice.api.http.sse.RawClient;
import dev.sluice.job.JobId;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Eight polls may wait here, and so two of one tenant. */
class WaitersIT {

  private static TestApi api;

  @BeforeAll
  static void start() {
    api = TestApi.start(Map.of("sluice.status.max-waiters", "8"));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void pollWhoseClientHasGoneWaitsNoLonger() throws Exception {
    JobId job = api.submit();
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      RawClient client = new RawClient(api.port());
      client.send(
          "GET /v1/jobs/%s?wait=60 HTTP/1.1\r\nHost: x\r\nX-API-Key: %s\r\n\r\n"
              .formatted(job, TestApi.ADMIN_KEY));
      clients.add(client);
    }
    await().until(() -> waiters() == 2);
    clients.get(0).reset();
    clients.get(1).close();
    // Far less than the wait; that a client has gone is known after 200 ms.
    await().atMost(Duration.ofSeconds(30)).until(() -> waiters() == 0);
  }

  @Test
  void pollBeyondTheTenantsShareIsAnsweredAtOnceAndOthersStillWait() throws Exception {
    JobId job = api.submit();
    String path = "/v1/jobs/" + job + "?wait=60";
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      waiting.add(api.sendAsync(api.request(path)));
    }
    await().until(() -> waiters() == 2);
    HttpResponse<String> third = api.sendAsync(api.request(path)).get(30, SECONDS);
    assertThat(third.statusCode()).isEqualTo(200);
    assertThat(TestApi.json(third).path("status").asString()).isEqualTo("pending");
    JobId others =
        TestApi.jobId(
            api.send(TestApi.posting(api.request("/v1/jobs", "other"), "{\"prompt\":\"hello\"}")));
    waiting.add(api.sendAsync(api.request("/v1/jobs/" + others + "?wait=60", "other")));
    await().until(() -> waiters() == 3);
    JobRows rows = new JobRows(api);
    rows.store(job, "admin", "digest");
    rows.complete(job);
    rows.store(others, "other", "digest");
    rows.complete(others);
    for (CompletableFuture<HttpResponse<String>> poll : waiting) {
      assertThat(TestApi.json(poll.get(30, SECONDS)).path("status").asString())
          .isEqualTo("completed");
    }
    await().until(() -> waiters() == 0);
  }

  private static int waiters() {
    return (int) api.bean(MeterRegistry.class).get("sluice.status.waiters").gauge().value();
  }
}
