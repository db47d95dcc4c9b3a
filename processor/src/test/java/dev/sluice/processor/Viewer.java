package dev.sluice.processor;

import static org.awaitility.Awaitility.await;

import dev.sluice.job.JobId;
import dev.sluice.testing.Infra;
import dev.sluice.wire.JobContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Watches one job, as an api does for its client: reads the topic from its end on, then says that
 * it watches, and puts together what follows without a gap from offset 0.
 */
final class Viewer implements AutoCloseable {

  private final Rig rig;
  private final JobId job;
  private final UUID watcher = UUID.randomUUID();
  private final KafkaConsumer<String, byte[]> consumer;
  private final List<JobContent> pieces = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private int attempt = 1;

  Viewer(Rig rig, JobId job) {
    this.rig = rig;
    this.job = job;
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", Infra.shared().bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(rig.prefix + "jobs.content.v1").stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    rig.jdbc.update(
        "INSERT INTO job_watch VALUES (?, ?, now() + interval '30 seconds')", job.value(), watcher);
  }

  /** What it can show by now. */
  String text() {
    consumer
        .poll(Duration.ofMillis(20))
        .forEach(message -> JobContent.read(message.value()).ifPresent(this::take));
    return text.toString();
  }

  private void take(JobContent piece) {
    if (!piece.jobId().equals(job)) {
      return;
    }
    pieces.add(piece);
    if (piece.attempt() > attempt) {
      attempt = piece.attempt();
      text.setLength(0);
    }
    if (piece.offset() <= text.length() && piece.end() > text.length()) {
      text.append(piece.text().substring(text.length() - piece.offset()));
    }
  }

  /** Every piece of the job that came, in order. */
  List<JobContent> pieces() {
    return pieces;
  }

  void awaitText(String expected) {
    await().atMost(Duration.ofSeconds(20)).until(this::text, expected::equals);
  }

  /** Its client disconnected. */
  void expire() {
    rig.jdbc.update(
        "UPDATE job_watch SET expires_at = now() - interval '1 second' WHERE watcher = ?", watcher);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
