package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import dev.sluice.dispatcher.Receiver.Call;
import dev.sluice.job.EventType;
import dev.sluice.job.JobId;
import dev.sluice.wire.JobEvent;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** From an event on the topic to a delivered webhook. */
class DeliveryIT {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static final TestBed bed = new TestBed();
  private static ConfigurableApplicationContext dispatcher = bed.dispatcher();

  @BeforeAll
  static void isRunning() {
    assertThat(dispatcher.isRunning()).isTrue();
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
    bed.close();
  }

  @Test
  void anEventBecomesASignedPost() throws Exception {
    try (Receiver receiver = Receiver.answering(200)) {
      JobEvent event = bed.completed(bed.job(receiver.url(), SECRET, EventType.COMPLETED));
      bed.publish(event);
      awaitStatus(event, "delivered");

      Call call = receiver.calls().getFirst();
      assertThat(call.text())
          .isEqualTo(
              "{\"event\":\"job.completed\",\"timestamp\":\"2026-01-02T03:04:05.678Z\",\"data\":"
                  + new String(event.data(), StandardCharsets.UTF_8)
                  + "}");
      assertThat(call.header("Content-Type")).isEqualTo("application/json");
      assertThat(call.header("User-Agent")).startsWith("Sluice-Webhooks/");
      assertThat(call.header("X-Webhook-Event")).isEqualTo("job.completed");
      assertThat(call.header("webhook-id")).isEqualTo(event.eventId().toString());
      assertThat(call.header("X-Webhook-Signature"))
          .isEqualTo("sha256=" + hmacHex(SECRET, call.body()));
      // Throws where the signature or the timestamp is not right.
      new Webhook(SECRET).verify(call.text(), standardHeaders(call));
    }
  }

  @Test
  void aWebhookWithoutSecretHasNoSignatures() {
    try (Receiver receiver = Receiver.answering(204)) {
      JobEvent event = bed.completedJob(receiver.url());
      awaitStatus(event, "delivered");
      Map<String, String> headers = receiver.calls().getFirst().headers();
      assertThat(headers)
          .containsKeys("webhook-id", "webhook-timestamp")
          .doesNotContainKeys("webhook-signature", "X-Webhook-Signature", "Cookie", "Upgrade");
    }
  }

  @Test
  void twoFailuresAndASuccessAreThreeAttemptsOfTheSameBody() throws Exception {
    try (Receiver receiver = Receiver.answering(500, 500, 200)) {
      JobEvent event = bed.completed(bed.job(receiver.url(), SECRET, EventType.COMPLETED));
      bed.publish(event);
      awaitStatus(event, "delivered");

      List<Call> calls = receiver.calls();
      assertThat(calls).hasSize(3);
      assertThat(calls)
          .extracting(call -> call.header("webhook-id"))
          .containsOnly(event.eventId().toString());
      assertThat(calls).extracting(Call::text).containsOnly(calls.getFirst().text());
      for (Call call : calls) {
        new Webhook(SECRET).verify(call.text(), standardHeaders(call));
      }
      List<Map<String, Object>> log = bed.attempts(event);
      assertThat(log).extracting(row -> row.get("attempt")).containsExactly(1, 2, 3);
      assertThat(log).extracting(row -> row.get("status_code")).containsExactly(500, 500, 200);
      assertThat(log)
          .extracting(row -> row.get("failure"))
          .containsExactly("http_status", "http_status", null);
      assertThat(log.get(0).get("next_attempt_at")).isNotNull();
      assertThat(log.get(2).get("next_attempt_at")).isNull();
    }
  }

  @Test
  void afterTheLastAttemptTheDeliveryFails() {
    try (Receiver receiver = Receiver.answering(500)) {
      JobEvent event = bed.completedJob(receiver.url("/hook?token=hidden"));
      awaitStatus(event, "failed");
      assertThat(receiver.calls())
          .hasSize(4)
          .allMatch(call -> call.path().equals("/hook?token=hidden"));
      assertThat(bed.attempts(event))
          .hasSize(4)
          .allMatch(row -> receiver.url("/hook").equals(row.get("url")));
    }
  }

  @Test
  void oneEventPublishedAHundredTimesIsOneDelivery() {
    try (Receiver receiver = Receiver.answering(200)) {
      JobEvent event = bed.completed(bed.job(receiver.url()));
      for (int i = 0; i < 100; i++) {
        bed.publish(event);
      }
      JobEvent after = bed.completedJob(receiver.url("/after"));
      awaitStatus(event, "delivered");
      awaitStatus(after, "delivered");
      bed.awaitAllRead();
      assertThat(receiver.calls()).filteredOn(call -> call.path().equals("/hook")).hasSize(1);
    }
  }

  @Test
  void whatIsNoEventIsPassedOverAndItsNeighboursAreDelivered() {
    try (Receiver receiver = Receiver.answering(200)) {
      JobEvent before = bed.completedJob(receiver.url("/1"));
      bed.publish(new ProducerRecord<>(bed.eventsTopic(), "key", new byte[] {1, 2, 3}));
      JobEvent broken = bed.completed(bed.job(receiver.url("/broken")));
      bed.publish(
          new JobEvent(
              UUID.randomUUID(),
              EventType.COMPLETED,
              broken.jobId(),
              TestBed.TENANT,
              broken.time(),
              "{\"half\":".getBytes(StandardCharsets.UTF_8)));
      JobEvent after = bed.completedJob(receiver.url("/2"));
      awaitStatus(before, "delivered");
      awaitStatus(after, "delivered");
      assertThat(receiver.calls()).extracting(Call::path).containsExactlyInAnyOrder("/1", "/2");
    }
  }

  @Test
  void onlyTheEventsAskedForAreDelivered() {
    try (Receiver receiver = Receiver.answering(200)) {
      JobId other = bed.job(receiver.url("/other"), null, EventType.FAILED);
      bed.publish(bed.completed(other));
      bed.publish(bed.completed(bed.job(null, null)));
      JobEvent event = bed.completedJob(receiver.url("/asked"));
      awaitStatus(event, "delivered");
      bed.awaitAllRead();
      assertThat(receiver.calls()).extracting(Call::path).containsExactly("/asked");
    }
  }

  @Test
  void aSecretThatDoesNotOpenIsTriedAgainByTheScheduleAsAnotherDispatcherMayHaveTheKey() {
    try (Receiver receiver = Receiver.answering(200)) {
      JobId job = bed.job(receiver.url(), "secret", EventType.COMPLETED);
      JobId copied = bed.job(receiver.url());
      bed.jdbc()
          .update(
              "UPDATE job SET webhook_secret = (SELECT webhook_secret FROM job WHERE id = ?) WHERE"
                  + " id = ?",
              job.value(),
              copied.value());
      JobEvent event = bed.completed(copied);
      bed.publish(event);
      awaitStatus(event, "failed");
      assertThat(bed.attempts(event))
          .hasSize(4)
          .extracting(row -> row.get("failure"))
          .containsOnly("invalid");
      assertThat(receiver.calls()).isEmpty();
    }
  }

  private static void awaitStatus(JobEvent event, String status) {
    await().untilAsserted(() -> assertThat(bed.valueOf("status", event)).isEqualTo(status));
  }

  private static HttpHeaders standardHeaders(Call call) {
    return HttpHeaders.of(
        Map.of(
            "webhook-id", List.of(call.header("webhook-id")),
            "webhook-timestamp", List.of(call.header("webhook-timestamp")),
            "webhook-signature", List.of(call.header("webhook-signature"))),
        (_, _) -> true);
  }

  private static String hmacHex(String secret, byte[] body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(body));
  }
}
