package dev.sluice.e2e.observe;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import tools.jackson.databind.json.JsonMapper;

/** All events on the topic, duplicates included, in the order of each job. */
public final class EventLog implements AutoCloseable {
  private static final String TOPIC = "jobs.events.v1";
  private static final Duration POLL = Duration.ofMillis(100);

  private final Map<String, List<Event>> events = new ConcurrentHashMap<>();
  private final Thread reader;
  private volatile boolean closed;

  /** Reads the topic from the beginning, in the background, without a consumer group. */
  public EventLog(String bootstrapServers) {
    reader = Thread.ofPlatform().daemon().name("event-log").start(() -> read(bootstrapServers));
  }

  /** All events of the job so far. */
  public List<Event> of(String jobId) {
    return List.copyOf(events.getOrDefault(jobId, List.of()));
  }

  /** The terminal events of the job so far. */
  public List<Event> terminalOf(String jobId) {
    return of(jobId).stream().filter(Event::isTerminal).toList();
  }

  private void read(String bootstrapServers) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(TOPIC).stream()
              .map(partition -> new TopicPartition(TOPIC, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!closed) {
        consumer.poll(POLL).forEach(this::add);
      }
    }
  }

  private void add(ConsumerRecord<String, byte[]> message) {
    Map<String, String> headers = new TreeMap<>();
    for (Header header : message.headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    Event event =
        new Event(
            headers.getOrDefault("ce_id", ""),
            headers.getOrDefault("ce_type", ""),
            headers.getOrDefault("ce_subject", ""),
            message.key(),
            headers,
            JsonMapper.shared().readTree(message.value()));
    events.computeIfAbsent(event.jobId(), _ -> new CopyOnWriteArrayList<>()).add(event);
  }

  @Override
  public void close() {
    closed = true;
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
