package dev.sluice.api.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.TestApi;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ShutdownIT {

  @Test
  void whoeverWaitsIsAnsweredWhenTheProcessStops() throws Exception {
    CompletableFuture<HttpResponse<String>> waiting;
    try (TestApi api = TestApi.start(Map.of())) {
      String job = "/v1/jobs/" + api.submit();
      waiting = api.sendAsync(api.request(job + "?wait=60"));
      await().during(Duration.ofMillis(500)).until(() -> !waiting.isDone());
    }
    // The server would cut it off after 20 s, and so before its time.
    assertThat(waiting.join().statusCode()).isEqualTo(200);
  }
}
