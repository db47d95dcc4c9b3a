package dev.sluice.api.watch;

import dev.sluice.api.TestApi;
import dev.sluice.job.JobId;
import dev.sluice.testing.Infra;
import dev.sluice.wire.JobContent;
import dev.sluice.wire.Topics;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Does what the processor that runs a job does for those who watch it. */
final class Publisher implements AutoCloseable {

  private final TestApi api;
  private final String topic;
  private final KafkaProducer<String, byte[]> producer;

  Publisher(TestApi api) {
    this(api, Infra.shared().bootstrapServers());
  }

  Publisher(TestApi api, String bootstrapServers) {
    this.api = api;
    this.topic = api.bean(Topics.class).content();
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  List<UUID> watchers(JobId id) {
    return api.sql()
        .queryForList(
            "SELECT watcher FROM job_watch WHERE job_id = ? AND expires_at > now()",
            UUID.class,
            id.value());
  }

  void publish(JobId id, int attempt, int offset, String text) {
    JobContent content = new JobContent(id, attempt, offset, text);
    var _ = producer.send(new ProducerRecord<>(topic, id.toString(), content.toBytes()));
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
