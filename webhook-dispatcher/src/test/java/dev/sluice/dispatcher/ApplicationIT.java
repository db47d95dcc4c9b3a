package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.job.EventType;
import dev.sluice.wire.JobEvent;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** The application as a whole: what it listens on, what it refuses, and how it shares itself. */
class ApplicationIT {

  private final TestBed bed = new TestBed();

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void healthAndMetricsAreThereAndNothingElse() throws Exception {
    Map<String, String> settings = bed.properties();
    settings.put("server.port", "0");
    try (ConfigurableApplicationContext dispatcher =
            DispatcherApplication.builder()
                .web(WebApplicationType.SERVLET)
                .run(TestBed.arguments(settings));
        HttpClient client = HttpClient.newHttpClient()) {
      String base =
          "http://localhost:" + dispatcher.getEnvironment().getProperty("local.server.port");
      assertThat(get(client, base + "/actuator/health").statusCode()).isEqualTo(200);
      assertThat(get(client, base + "/actuator/metrics").body())
          .contains("sluice.webhooks.due.age", "sluice.webhooks.settle.refused");
      assertThat(get(client, base + "/actuator/env").statusCode()).isEqualTo(404);
      assertThat(get(client, base + "/").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void anUnknownSettingKeepsItFromStarting() {
    assertThatThrownBy(() -> bed.dispatcher("sluice.webhooks.retry-delay=5s").close())
        .rootCause()
        .hasMessageContaining("sluice.webhooks.retry-delay");
  }

  @Test
  void unlessAllowedAWebhookDoesNotReachThisMachine() {
    try (Receiver receiver = Receiver.answering(200);
        var _ =
            bed.dispatcher(
                "sluice.webhooks.egress.allow-loopback=false", "sluice.webhooks.retry-delays=")) {
      JobEvent event = bed.completedJob(receiver.url());
      await().untilAsserted(() -> assertThat(bed.valueOf("status", event)).isEqualTo("failed"));
      assertThat(bed.attempts(event))
          .hasSize(1)
          .first()
          .extracting("failure")
          .isEqualTo("blocked_address");
      assertThat(receiver.calls()).isEmpty();
    }
  }

  @Test
  void aSlowEndpointHoldsNobodyElseUp() {
    CountDownLatch release = new CountDownLatch(1);
    try (Receiver slow =
            Receiver.running((_, exchange) -> {
              boolean _ = release.await(20, TimeUnit.SECONDS);
              exchange.sendResponseHeaders(200, -1);
            });
        Receiver healthy = Receiver.answering(200);
        ConfigurableApplicationContext dispatcher =
            bed.dispatcher(
                "sluice.webhooks.send.permits=6", "sluice.webhooks.send.permits-per-endpoint=4")) {
      List<JobEvent> waiting =
          IntStream.range(0, 40).mapToObj(_ -> bed.completedJob(slow.url())).toList();
      await().until(() -> slow.calls().size() == 4);
      JobEvent event = bed.completedJob(healthy.url());
      await().untilAsserted(() -> assertThat(bed.valueOf("status", event)).isEqualTo("delivered"));
      assertThat(slow.calls()).hasSize(4);
      release.countDown();
      await()
          .untilAsserted(() ->
              assertThat(waiting)
                  .allMatch(each -> "delivered".equals(bed.valueOf("status", each)))
                  .allMatch(each -> "1".equals(bed.valueOf("attempt", each))));
      assertThat(
              dispatcher
                  .getBean(MeterRegistry.class)
                  .timer("sluice.webhooks.attempt", "outcome", "delivered")
                  .count())
          .isGreaterThanOrEqualTo(40);
    }
  }

  @Test
  void twoDispatchersShareTheWorkWithoutSendingTwice() {
    try (Receiver receiver = Receiver.answering(200);
        var _ = bed.dispatcher();
        var _ = bed.dispatcher()) {
      List<JobEvent> events =
          IntStream.range(0, 300)
              .mapToObj(_ -> bed.completed(bed.job(receiver.url(), "s", EventType.COMPLETED)))
              .toList();
      events.forEach(bed::publish);
      await().until(() -> bed.count("delivery WHERE status = 'delivered'") == 300);
      assertThat(receiver.calls()).hasSize(300);
    }
  }

  private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
