package dev.sluice.bench.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.bench.stack.Stack;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumes job events published after its construction. */
final class JobEvents implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final KafkaConsumer<byte[], byte[]> consumer;

  JobEvents(Stack stack) {
    consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(
        consumer.partitionsFor(Topics.EVENTS).stream()
            .map(partition -> new TopicPartition(Topics.EVENTS, partition.partition()))
            .toList());
    consumer.seekToEnd(consumer.assignment());
    consumer.assignment().forEach(consumer::position);
  }

  /**
   * Waits until this many more jobs have completed and returns the timestamp of the last event.
   *
   * @throws IllegalStateException if a job fails or is cancelled, or after two minutes
   */
  Instant awaitCompleted(int jobs) {
    int completed = 0;
    long last = 0;
    long start = System.nanoTime();
    while (completed < jobs) {
      for (ConsumerRecord<byte[], byte[]> event : consumer.poll(Duration.ofSeconds(1))) {
        String type = type(event);
        if (type.equals("job.failed") || type.equals("job.cancelled")) {
          throw new IllegalStateException(type + ": " + new String(event.value(), UTF_8));
        }
        if (type.equals("job.completed")) {
          completed++;
          last = Math.max(last, event.timestamp());
        }
      }
      if (System.nanoTime() - start > TIMEOUT.toNanos()) {
        throw new IllegalStateException(completed + " of " + jobs + " jobs completed in time");
      }
    }
    return Instant.ofEpochMilli(last);
  }

  private static String type(ConsumerRecord<byte[], byte[]> event) {
    return StreamSupport.stream(event.headers().headers("ce_type").spliterator(), false)
        .map(header -> new String(header.value(), UTF_8))
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() {
    consumer.close();
  }
}
