package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.sluice.dispatcher.Receiver.Call;
import dev.sluice.job.EventType;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.wire.JobEvent;
import dev.sluice.wire.WebhookDisabled;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Registered endpoints beside the webhooks of jobs, from the event to the request. */
class EndpointsIT {

  private static final String NEW_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final String SCHEDULE = "sluice.webhooks.retry-delays=50ms,50ms,50ms";

  private static final TestBed bed = new TestBed();
  private static final TestEndpoints endpoints = new TestEndpoints(bed);
  private static final ConfigurableApplicationContext dispatcher = bed.dispatcher(SCHEDULE);

  @BeforeAll
  static void isRunning() {
    assertThat(dispatcher.isRunning()).isTrue();
  }

  @AfterEach
  void noEndpointHearsOfTheNextTest() {
    bed.jdbc().update("UPDATE webhook_endpoint SET deleted_at = now()");
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
    bed.close();
  }

  @Test
  void oneEventPublishedAHundredTimesIsOneDeliveryPerTarget() {
    try (Receiver receiver = Receiver.answering(200)) {
      UUID first = endpoints.add(receiver.url("/first"));
      UUID second = endpoints.add(receiver.url("/second"));
      JobEvent event = bed.completed(bed.job(receiver.url("/job")));
      for (int i = 0; i < 100; i++) {
        bed.publish(event);
      }
      bed.awaitAllRead();
      awaitStatus(first, event, "delivered");
      awaitStatus(second, event, "delivered");
      await().until(() -> receiver.calls().size() >= 3);
      assertThat(receiver.calls())
          .extracting(Call::path)
          .containsExactlyInAnyOrder("/first", "/second", "/job");
      assertThat(receiver.calls())
          .extracting(call -> call.header("webhook-id"))
          .containsOnly(event.eventId().toString());
    }
  }

  @Test
  void anEndpointHearsOfWhatItAsksForSinceItIsThere() {
    try (Receiver receiver = Receiver.answering(200)) {
      endpoints.add(receiver.url("/of-failures"), EventType.FAILED);
      UUID tomorrow = endpoints.add(receiver.url("/too-late"));
      bed.jdbc().update("UPDATE webhook_endpoint SET created_at = now() WHERE id = ?", tomorrow);
      UUID deleted = endpoints.add(receiver.url("/deleted"));
      endpoints.delete(deleted);
      UUID foreign = endpoints.add(receiver.url("/foreign"));
      bed.jdbc().update("UPDATE webhook_endpoint SET tenant = 'other' WHERE id = ?", foreign);
      UUID all = endpoints.add(receiver.url("/all"), EventType.FAILED, EventType.COMPLETED);

      JobEvent event = published();
      JobEvent forged = of(new TenantId("other"), bed.completed(bed.job(null, null)));
      bed.publish(forged);

      awaitStatus(all, event, "delivered");
      bed.awaitAllRead();
      assertThat(bed.count("delivery WHERE event_id = '" + event.eventId() + "'")).isOne();
      // A job is its tenant's, whatever the record says.
      assertThat(bed.count("delivery WHERE event_id = '" + forged.eventId() + "'")).isZero();
      assertThat(receiver.calls()).extracting(Call::path).containsExactly("/all");
    }
  }

  @Test
  void aDisabledEndpointsDeliveriesAreHeldAndDeliveredOnceItIsEnabled() {
    try (Receiver receiver = Receiver.answering(200)) {
      UUID endpoint = endpoints.add(receiver.url());
      endpoints.disable(endpoint);
      JobEvent event = published();
      bed.awaitAllRead();
      awaitStatus(endpoint, event, "held");
      assertThat(receiver.calls()).isEmpty();

      endpoints.enable(endpoint);
      awaitStatus(endpoint, event, "delivered");
      assertThat(receiver.calls()).hasSize(1);
    }
  }

  @Test
  void whatWaitsForARetryIsHeldWhenItsEndpointIsDisabledAndDueOnceItIsEnabled() {
    try (Receiver receiver = Receiver.answering(500, 200);
        var slow = new TestBed();
        var _ = slow.dispatcher("sluice.webhooks.retry-delays=1h", "test.breaker.failures=1000")) {
      TestEndpoints others = new TestEndpoints(slow);
      UUID endpoint = others.add(receiver.url());
      JobEvent event = slow.completed(slow.job(null, null));
      slow.publish(event);
      await().until(() -> others.attempts(endpoint).size() == 1);
      assertThat(others.status(endpoint, event)).isEqualTo("pending");
      others.disable(endpoint);
      await().until(() -> others.status(endpoint, event), "held"::equals);
      others.enable(endpoint);
      await().until(() -> others.status(endpoint, event), "delivered"::equals);
      assertThat(receiver.calls()).hasSize(2);
    }
  }

  @Test
  void aDeletedEndpointsDeliveriesAreDiscarded() {
    try (Receiver receiver = Receiver.answering(200)) {
      UUID endpoint = endpoints.add(receiver.url());
      endpoints.disable(endpoint);
      JobEvent event = published();
      awaitStatus(endpoint, event, "held");
      endpoints.delete(endpoint);
      awaitStatus(endpoint, event, "discarded");
      assertThat(receiver.calls()).isEmpty();
    }
  }

  @Test
  void anEndpointThatIsGoneIsDisabledAndItsDeliveriesAreHeld() {
    try (Receiver receiver = Receiver.answering(410)) {
      UUID endpoint = endpoints.add(receiver.url("/hook?token=hidden"));
      JobEvent first = published();
      awaitStatus(endpoint, first, "held");
      // The outcome reaches the endpoint just after its delivery.
      await().untilAsserted(() -> assertThat(endpoints.state(endpoint)).isEqualTo("gone"));
      JobEvent second = published();
      awaitStatus(endpoint, second, "held");

      assertThat(receiver.calls()).hasSize(1);
      assertThat(endpoints.attempts(endpoint))
          .singleElement()
          .satisfies(attempt ->
              assertThat(attempt)
                  .containsEntry("status_code", 410)
                  .containsEntry("failure", "http_status")
                  .containsEntry("trigger", "automatic")
                  .containsEntry("next_attempt_at", null));
      assertThat(endpoints.announced(endpoint))
          .singleElement()
          .satisfies(event -> {
            assertThat(event)
                .containsEntry("type", "webhook.disabled")
                .containsEntry("tenant", "acme");
            assertThat(String.valueOf(event.get("data")))
                .contains("\"reason\":\"gone\"", "\"failures\":1", endpoint.toString())
                .contains("\"url\":\"" + receiver.url("/hook") + "\"");
          });
    }
  }

  @Test
  void aJobsOwnWebhookThatIsGoneFailsAtOnce() {
    try (Receiver receiver = Receiver.answering(410)) {
      JobEvent event = bed.completedJob(receiver.url());
      await().untilAsserted(() -> assertThat(bed.valueOf("status", event)).isEqualTo("failed"));
      assertThat(receiver.calls()).hasSize(1);
    }
  }

  @Test
  void everySecretThatHasNotExpiredVerifiesAloneAndTheOldOneNoLongerAfterwards() throws Exception {
    try (Receiver receiver = Receiver.answering(200)) {
      UUID endpoint = endpoints.add(receiver.url());
      endpoints.secret(endpoint, NEW_SECRET);
      endpoints.expireOldestSecret(endpoint, "1 hour");
      awaitStatus(endpoint, published(), "delivered");
      Call both = receiver.calls().getFirst();
      new Webhook(TestEndpoints.SECRET).verify(both.text(), standardHeaders(both));
      new Webhook(NEW_SECRET).verify(both.text(), standardHeaders(both));
      assertThat(both.header("X-Webhook-Signature"))
          .isEqualTo(Hmac.plain(TestEndpoints.SECRET, both.body()));

      endpoints.expireOldestSecret(endpoint, "-1 second");
      awaitStatus(endpoint, published(), "delivered");
      Call after = receiver.calls().getLast();
      new Webhook(NEW_SECRET).verify(after.text(), standardHeaders(after));
      assertThat(after.header("X-Webhook-Signature"))
          .isEqualTo(Hmac.plain(NEW_SECRET, after.body()));
      assertThatThrownBy(
              () -> new Webhook(TestEndpoints.SECRET).verify(after.text(), standardHeaders(after)))
          .isInstanceOf(WebhookVerificationException.class);
    }
  }

  @Test
  void extraHeadersArriveAndOursAreNeverReplaced() {
    try (Receiver receiver = Receiver.answering(200)) {
      UUID endpoint = endpoints.add(receiver.url());
      endpoints.headers(
          endpoint,
          Map.of(
              "Authorization", "Bearer of-the-receiver",
              "x-team", "rooms",
              "Webhook-Id", "forged",
              "x-webhook-signature", "forged",
              "Content-Length", "1",
              "x-split", "a\r\nx-smuggled: b"));
      JobEvent event = published();
      awaitStatus(endpoint, event, "delivered");
      Call call = receiver.calls().getFirst();
      assertThat(call.header("Authorization")).isEqualTo("Bearer of-the-receiver");
      assertThat(call.header("x-team")).isEqualTo("rooms");
      assertThat(call.header("webhook-id")).isEqualTo(event.eventId().toString());
      assertThat(call.header("X-Webhook-Signature")).startsWith("sha256=").doesNotContain(",");
      assertThat(call.headers()).doesNotContainKeys("x-split", "x-smuggled");
    }
  }

  @Test
  void aHundredFailuresAtOneInstantDoNotComeBackAtOneInstant() {
    try (Receiver receiver = Receiver.answering(500);
        var slow = new TestBed();
        var _ = slow.dispatcher("sluice.webhooks.retry-delays=1h", "test.breaker.failures=1000")) {
      TestEndpoints others = new TestEndpoints(slow);
      UUID endpoint = others.add(receiver.url());
      for (int i = 0; i < 100; i++) {
        slow.publish(slow.completed(slow.job(null, null)));
      }
      await().until(() -> slow.count("delivery_attempt") == 100);
      List<Instant> next =
          slow
              .jdbc()
              .queryForList(
                  "SELECT extract(epoch FROM a.next_attempt_at - a.started_at)::bigint"
                      + " FROM delivery_attempt a",
                  Long.class)
              .stream()
              .map(Instant::ofEpochSecond)
              .toList();
      assertThat(next)
          .allMatch(wait -> !wait.isBefore(Instant.ofEpochSecond(3600)))
          .allMatch(wait -> wait.isBefore(Instant.ofEpochSecond(4325)));
      // Spread over 720 s: of a hundred, a dozen or so share their second with another.
      assertThat(next.stream().distinct().count()).isGreaterThan(60);
      await().untilAsserted(() -> assertThat(others.failures(endpoint)).isEqualTo(100));
    }
  }

  @Test
  void anEventOfAnotherTypeIsPassedOverWithoutAWord() {
    try (Receiver receiver = Receiver.answering(200)) {
      double skipped = count("sluice.webhooks.events.skipped");
      double other = count("sluice.webhooks.events.other");
      bed.publish(
          new WebhookDisabled(
                  UUID.randomUUID(),
                  TestBed.TENANT,
                  "https://a.test/",
                  WebhookDisabled.Reason.GONE,
                  1,
                  null,
                  Instant.EPOCH)
              .announcement()
              .toRecord(bed.eventsTopic()));
      UUID endpoint = endpoints.add(receiver.url());
      awaitStatus(endpoint, published(), "delivered");
      bed.awaitAllRead();
      assertThat(count("sluice.webhooks.events.skipped")).isEqualTo(skipped);
      assertThat(count("sluice.webhooks.events.other")).isEqualTo(other + 1);
    }
  }

  @Test
  void aSuccessOfTheLastAttemptDisablesNothing() {
    try (Receiver receiver = Receiver.answering(500, 500, 500, 200);
        var strict = new TestBed();
        var _ =
            strict.dispatcher(
                SCHEDULE,
                "sluice.webhooks.disable.after-failures=4",
                "sluice.webhooks.disable.after=0s")) {
      TestEndpoints others = new TestEndpoints(strict);
      UUID endpoint = others.add(receiver.url());
      JobEvent event = strict.completed(strict.job(null, null));
      strict.publish(event);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(others.status(endpoint, event)).isEqualTo("delivered"));
      // The outcome reaches the endpoint just after its delivery.
      await().untilAsserted(() -> assertThat(others.failures(endpoint)).isZero());
      assertThat(others.state(endpoint)).isEqualTo("enabled");
    }
  }

  private static JobEvent published() {
    JobId job = bed.job(null, null);
    JobEvent event = bed.completed(job);
    bed.publish(event);
    return event;
  }

  private static JobEvent of(TenantId tenant, JobEvent event) {
    return new JobEvent(
        event.eventId(), event.type(), event.jobId(), tenant, event.time(), event.data());
  }

  private static void awaitStatus(UUID endpoint, JobEvent event, String status) {
    await().untilAsserted(() -> assertThat(endpoints.status(endpoint, event)).isEqualTo(status));
  }

  private static double count(String meter) {
    return dispatcher.getBean(MeterRegistry.class).counter(meter).count();
  }

  private static HttpHeaders standardHeaders(Call call) {
    return HttpHeaders.of(
        Map.of(
            "webhook-id", List.of(call.header("webhook-id")),
            "webhook-timestamp", List.of(call.header("webhook-timestamp")),
            "webhook-signature", List.of(call.header("webhook-signature"))),
        (_, _) -> true);
  }
}
