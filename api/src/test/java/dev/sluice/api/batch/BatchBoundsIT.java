package dev.sluice.api.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.TestApi;
import dev.sluice.embedded.EmbeddedKafka;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class BatchBoundsIT {

  private static final String LINE = "{\"prompt\":\"hello\"}\n";

  @TempDir private Path folder;

  @Test
  void aBatchEndsAtItsBoundsAndSaysSo() throws Exception {
    try (TestApi api =
        TestApi.start(
            Map.of(
                "sluice.batch.max-lines",
                "5",
                "sluice.batch.max-size",
                "10KB",
                "sluice.batch.max-batches",
                "1"))) {
      List<JsonNode> lines = BatchIT.answers(post(api, LINE.repeat(9)));
      assertThat(lines).hasSize(6);
      assertThat(lines.get(4).path("job_id").asString()).isNotEmpty();
      assertThat(lines.get(5).path("index").asInt()).isEqualTo(5);
      assertThat(lines.get(5).path("error").path("code").asString()).isEqualTo("batch_too_long");

      String large = "{\"prompt\":\"" + "x".repeat(4000) + "\"}\n";
      HttpResponse<String> announced = post(api, large.repeat(4));
      assertThat(announced.statusCode()).isEqualTo(413);
      assertThat(TestApi.json(announced).path("code").asString()).isEqualTo("body_too_large");
      try (RawBatch batch = new RawBatch(api)) {
        batch.send(large);
        assertThat(batch.answer()).contains("job_id");
        HttpResponse<String> second = post(api, LINE);
        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(TestApi.json(second).path("code").asString()).isEqualTo("too_many_batches");
        batch.send(large);
        assertThat(batch.answer()).contains("job_id");
        batch.send(large);
        assertThat(batch.answer()).contains("\"index\":2").contains("body_too_large");
      }
    }
  }

  @Test
  void aBatchIsRefusedWholeWhereNothingIsAcceptedAndLineByLineAfterwards() throws Exception {
    EmbeddedKafka kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(folder, 0));
    try (TestApi api =
        TestApi.start(
            Map.of(
                "spring.kafka.bootstrap-servers",
                kafka.bootstrapServers(),
                "sluice.submit.accept-timeout",
                "2s"))) {
      // A broker that has just started is slow.
      await().atMost(Duration.ofSeconds(30)).until(() -> post(api, LINE).statusCode() == 202);
      try (RawBatch batch = new RawBatch(api)) {
        batch.send(LINE);
        assertThat(batch.answer()).startsWith("{\"index\":0,\"job_id\":");
        kafka.close();
        batch.send(LINE.repeat(200));
        for (int i = 1; i <= 200; i++) {
          assertThat(batch.answer())
              .startsWith("{\"index\":" + i + ",\"error\":{\"error\":\"service_unavailable\"");
        }
        batch.end();
      }
      HttpResponse<String> refused = post(api, LINE.repeat(1000));
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(TestApi.json(refused).path("code").asString()).isEqualTo("submission_unavailable");
    } finally {
      kafka.close();
    }
  }

  @Test
  void aBatchIsToldWhenTheProcessStops() throws Exception {
    TestApi api = TestApi.start(Map.of());
    CompletableFuture<Void> stopped;
    try (RawBatch batch = new RawBatch(api)) {
      batch.send(LINE);
      String answer = batch.answer();
      stopped = CompletableFuture.runAsync(api::close);
      while (answer.contains("job_id")) {
        batch.send(LINE);
        answer = batch.answer();
      }
      assertThat(answer).contains("\"error\":\"service_unavailable\",\"code\":\"shutting_down\"");
      batch.end();
    }
    stopped.join();
  }

  private static HttpResponse<String> post(TestApi api, String body) throws Exception {
    return api.send(
        api.request("/v1/jobs/batch")
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(body)));
  }
}
