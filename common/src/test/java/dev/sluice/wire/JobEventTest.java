package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.job.EventType;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.job.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class JobEventTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Job JOB =
      new Job(
          new JobId(UUID.fromString("019ab000-0000-7000-8000-000000000000")),
          JobStatus.COMPLETED,
          NOW,
          NOW,
          NOW,
          1.0,
          2,
          "gpt-4o",
          "{\"content\":\"hé\"}",
          null,
          Map.of("k", "v"),
          null);

  private static final JobEvent EVENT =
      JobEvent.of(EventType.COMPLETED, JOB, new TenantId("acme"), NOW);

  @Test
  void theDataIsTheJobAsTheApiShowsIt() {
    assertThat(new String(EVENT.data(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"job_id":"019ab000-0000-7000-8000-000000000000","status":"completed",\
            "created_at":"2026-11-22T10:00:00Z","started_at":"2026-11-22T10:00:00Z",\
            "completed_at":"2026-11-22T10:00:00Z","progress":1.0,"attempt":2,"model":"gpt-4o",\
            "result":{"content":"hé"},"error":null,"metadata":{"k":"v"}}\
            """);
  }

  @Test
  void aPublishedEventIsReadAgain() {
    ProducerRecord<String, byte[]> record = EVENT.toRecord("events");
    assertThat(record.key()).isEqualTo(JOB.jobId().toString());
    assertThat(record.headers().lastHeader("ce_type").value())
        .isEqualTo("job.completed".getBytes(StandardCharsets.UTF_8));

    JobEvent read = JobEvent.read(received(record));

    assertThat(read).usingRecursiveComparison().isEqualTo(EVENT);
  }

  @Test
  void theSameTransitionAlwaysHasTheSameEvent() {
    assertThat(JobEvent.of(EventType.COMPLETED, JOB, new TenantId("acme"), NOW).eventId())
        .isEqualTo(EVENT.eventId());
    assertThat(JobEvent.of(EventType.FAILED, JOB, new TenantId("acme"), NOW).eventId())
        .isNotEqualTo(EVENT.eventId());
  }

  @Test
  void aRecordThatIsNotAnEventIsRefused() {
    ProducerRecord<String, byte[]> garbage =
        new ProducerRecord<>("events", "k", "garbage".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> JobEvent.read(received(garbage)))
        .isInstanceOf(InvalidFieldException.class);
  }

  @Test
  void anEventOfAnotherTypeDiffersFromAJobsAndFromGarbage() {
    UUID subject = UUID.randomUUID();
    byte[] data = "{}".getBytes(StandardCharsets.UTF_8);
    for (String type : List.of("webhook.disabled", "job.yet_to_come", "other")) {
      OutboxEvent other =
          new OutboxEvent(UUID.randomUUID(), type, subject, new TenantId("acme"), NOW, data);
      assertThat(JobEvent.isOfAnotherType(received(other.toRecord("events")))).as(type).isTrue();
    }
    assertThat(JobEvent.isOfAnotherType(received(EVENT.toRecord("events")))).isFalse();
    ProducerRecord<String, byte[]> garbage = new ProducerRecord<>("events", "k", data);
    assertThat(JobEvent.isOfAnotherType(received(garbage))).isFalse();
    garbage.headers().add("ce_type", "webhook.disabled".getBytes(StandardCharsets.UTF_8));
    assertThat(JobEvent.isOfAnotherType(received(garbage))).isFalse();
  }

  private static ConsumerRecord<String, byte[]> received(ProducerRecord<String, byte[]> record) {
    return new ConsumerRecord<>(
        record.topic(),
        0,
        0,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        record.key(),
        record.value(),
        new RecordHeaders(record.headers().toArray()),
        Optional.empty());
  }
}
