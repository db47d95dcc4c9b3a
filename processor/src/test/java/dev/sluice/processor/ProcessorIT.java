package dev.sluice.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.sluice.job.JobId;
import dev.sluice.wire.JobEvent;
import dev.sluice.wire.JobSubmitted;
import dev.sluice.wire.Json;
import dev.sluice.wire.WebhookDisabled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One processor, from the topic to the topic. */
class ProcessorIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static Rig rig;

  @BeforeAll
  static void start() {
    rig = new Rig();
    rig.startProcessor();
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  private static void awaitStatus(JobId id, String status) {
    await().atMost(PATIENCE).until(() -> rig.status(id), status::equals);
  }

  private static void awaitEvents(JobId id, String... types) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(rig.events(id)).containsExactly(types));
  }

  @Test
  void aSubmittedJobIsRunOnceAndItsCompletionAnnounced() {
    JobId id = rig.submit("{\"prompt\":\"hello\",\"metadata\":{\"k\":\"v\"}}");
    awaitStatus(id, "completed");
    awaitEvents(id, "job.completed");
    assertThat(rig.calls(id)).isEqualTo(1);
    assertThat(
            rig.jdbc.queryForObject(
                "SELECT result->>'content' FROM job WHERE id = ?", String.class, id.value()))
        .isNotBlank();
  }

  @Test
  void aRedeliveredSubmissionRunsOnce() {
    JobSubmitted submission = Rig.submission("{\"prompt\":\"again\"}");
    for (int i = 0; i < 20; i++) {
      rig.append(submission.jobId().toString(), submission.toBytes());
    }
    awaitStatus(submission.jobId(), "completed");
    JobId later = rig.submit("{\"prompt\":\"later\"}");
    awaitStatus(later, "completed");
    awaitEvents(submission.jobId(), "job.completed");
    assertThat(rig.calls(submission.jobId())).isEqualTo(1);
    assertThat(rig.records("jobs.submitted.v1-dlt"))
        .extracting(ConsumerRecord::key)
        .doesNotContain(submission.jobId().toString());
  }

  @Test
  void aFailedAttemptIsRetriedAsARowAndAnnounced() {
    JobId id = rig.submit("{\"prompt\":\"[[sim: 500 429 ok]]\"}");
    awaitStatus(id, "completed");
    awaitEvents(id, "job.retrying", "job.retrying", "job.completed");
    assertThat(rig.calls(id)).isEqualTo(3);
  }

  @Test
  void aJobFailsOnceItsAttemptsAreSpent() {
    JobId id = rig.submit("{\"prompt\":\"[[sim: 500]]\",\"max_attempts\":2}");
    awaitStatus(id, "failed");
    awaitEvents(id, "job.retrying", "job.failed");
    assertThat(rig.calls(id)).isEqualTo(2);
    assertThat(error(id)).startsWith("provider_");
  }

  @Test
  void aPermanentFailureIsNotRetried() {
    JobId id = rig.submit("{\"prompt\":\"[[sim: 400]]\"}");
    awaitStatus(id, "failed");
    awaitEvents(id, "job.failed");
    assertThat(rig.calls(id)).isEqualTo(1);
  }

  @Test
  void anAttemptThatOutlastsItsTimeoutFailsTheJob() {
    JobId id = rig.submit("{\"prompt\":\"[[sim: hang]]\",\"timeout_seconds\":1}");
    awaitStatus(id, "failed");
    awaitEvents(id, "job.failed");
    assertThat(error(id)).isEqualTo("timeout");
  }

  @Test
  void aJobThatExpiredIsNeverSentToTheProvider() {
    JobId id = rig.submit("{\"prompt\":\"too late\",\"expires_in_seconds\":1}");
    awaitStatus(id, "failed");
    awaitEvents(id, "job.failed");
    assertThat(error(id)).isEqualTo("expired");
    assertThat(rig.calls(id)).isZero();
  }

  @Test
  void aJobCancelledBeforeItCameNeverRunsAndIsAnnouncedOnce() {
    JobSubmitted submission =
        Rig.submission("{\"prompt\":\"never\",\"webhook_url\":\"http://h/\"}");
    rig.jdbc.update(
        """
        INSERT INTO job (id, tenant, status, max_attempts, priority, created_at, run_at,
                         timeout_seconds, completed_at, stub)
        VALUES (?, 'acme', 'cancelled', 1, 'normal', now(), now(), 1, now(), true)
        """,
        submission.jobId().value());
    rig.append(submission.jobId().toString(), submission.toBytes());
    rig.append(submission.jobId().toString(), submission.toBytes());
    awaitEvents(submission.jobId(), "job.cancelled");
    JobId later = rig.submit("{\"prompt\":\"later\"}");
    awaitStatus(later, "completed");
    assertThat(rig.status(submission.jobId())).isEqualTo("cancelled");
    assertThat(rig.calls(submission.jobId())).isZero();
    awaitEvents(submission.jobId(), "job.cancelled");
  }

  @Test
  void aRetriedJobKeepsWhichOneItRepeats() {
    JobSubmitted plain = Rig.submission("{\"prompt\":\"again\"}");
    JobId first = new JobId(UUID.randomUUID());
    JobSubmitted retry =
        new JobSubmitted(
            plain.jobId(),
            plain.tenant(),
            plain.createdAt(),
            plain.digest(),
            plain.sealedWebhookSecret(),
            plain.request(),
            Optional.of(first));
    rig.append(retry.jobId().toString(), retry.toBytes());
    awaitStatus(retry.jobId(), "completed");
    assertThat(
            rig.jdbc.queryForObject(
                "SELECT retried_from FROM job WHERE id = ?", UUID.class, retry.jobId().value()))
        .isEqualTo(first.value());
    awaitEvents(retry.jobId(), "job.completed");
    JobEvent completed = rig.jobEvents(retry.jobId()).getFirst();
    assertThat(Json.mapper().readTree(completed.data()).path("retried_from").asString())
        .isEqualTo(first.toString());
  }

  @Test
  void eventsOfAnyTypeArePublished() {
    for (String type : List.of(WebhookDisabled.TYPE, "later.version")) {
      UUID subject = UUID.randomUUID();
      UUID event = UUID.randomUUID();
      rig.jdbc.update(
          """
          INSERT INTO outbox (event_id, type, subject, tenant, occurred_at, data)
          VALUES (?, ?, ?, 'acme', now(), '{"reason":"gone"}')
          """,
          event,
          type,
          subject);
      await()
          .untilAsserted(() ->
              assertThat(rig.records("jobs.events.v1"))
                  .filteredOn(message -> subject.toString().equals(message.key()))
                  .singleElement()
                  .satisfies(message -> {
                    assertThat(header(message, "ce_type")).isEqualTo(type);
                    assertThat(header(message, "ce_id")).isEqualTo(event.toString());
                    assertThat(new String(message.value(), StandardCharsets.UTF_8))
                        .isEqualTo("{\"reason\":\"gone\"}");
                  }));
    }
    await().until(() -> rig.jdbc.queryForList("SELECT id FROM outbox").isEmpty());
  }

  @Test
  void garbageIsDeadLetteredAndItsNeighboursComplete() {
    List<JobId> neighbours = new ArrayList<>();
    neighbours.add(rig.submit("{\"prompt\":\"left\"}"));
    rig.append("garbage-key", "not json".getBytes(StandardCharsets.UTF_8));
    JobSubmitted unstorable =
        new JobSubmitted(
            neighbours.getFirst(),
            Rig.submission("{\"prompt\":\"x\"}").tenant(),
            Rig.ACCEPTED,
            Optional.of("b3RoZXI="),
            Optional.empty(),
            Rig.submission("{\"prompt\":\"another body\"}").request());
    rig.append(neighbours.getFirst().toString(), unstorable.toBytes());
    neighbours.add(rig.submit("{\"prompt\":\"right\"}"));
    neighbours.forEach(id -> awaitStatus(id, "completed"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(rig.records("jobs.submitted.v1-dlt"))
                .extracting(ConsumerRecord::key, message -> header(message, "sluice-reason"))
                .containsExactlyInAnyOrder(
                    tuple("garbage-key", "undecodable"),
                    tuple(neighbours.getFirst().toString(), "conflicting")));
  }

  @Test
  void aScheduledJobWaitsForItsTime() {
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    JobId id = rig.submit("{\"prompt\":\"later\",\"run_at\":\"%s\"}".formatted(tomorrow));
    awaitStatus(id, "pending");
    JobId now = rig.submit("{\"prompt\":\"now\"}");
    awaitStatus(now, "completed");
    assertThat(rig.calls(id)).isZero();
    rig.jdbc.update("UPDATE job SET run_at = now() WHERE id = ?", id.value());
    awaitStatus(id, "completed");
  }

  private static String error(JobId id) {
    return String.valueOf(
        rig.jdbc.queryForObject(
            "SELECT error_code FROM job WHERE id = ?", String.class, id.value()));
  }

  private static String header(ConsumerRecord<?, ?> message, String name) {
    return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
