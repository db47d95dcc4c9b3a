package dev.sluice.api;

import dev.sluice.testing.Infra;
import dev.sluice.wire.JobSubmitted;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a topic of submissions from its beginning to its present end. */
public final class SubmittedTopic {

  private SubmittedTopic() {}

  /** The values of all records with this key. */
  public static List<JobSubmitted> read(TestApi api, String key) {
    return read(api, Infra.shared().bootstrapServers(), key);
  }

  /** The values of all records with this key, on another broker than the shared one. */
  public static List<JobSubmitted> read(TestApi api, String bootstrapServers, String key) {
    List<JobSubmitted> found = new ArrayList<>();
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrapServers, "max.partition.fetch.bytes", 9_000_000);
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(api.submittedTopic()).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<String, byte[]> message : consumer.poll(Duration.ofMillis(100))) {
          if (message.key().equals(key)) {
            found.add(JobSubmitted.read(message.value(), Clock.systemUTC().instant()));
          }
        }
      }
    }
    return found;
  }
}
