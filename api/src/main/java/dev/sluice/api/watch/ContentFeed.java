package dev.sluice.api.watch;

import dev.sluice.job.JobId;
import dev.sluice.wire.JobContent;
import dev.sluice.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;

/**
 * Listens to {@code jobs.content.v1}, all of it, from now on, while somebody wants to hear: one
 * consumer without a group. Where the broker is away it tries again every second.
 */
@Component
final class ContentFeed {

  /** The generation while it does not listen. */
  static final int SILENT = 0;

  private static final Logger log = LoggerFactory.getLogger(ContentFeed.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration BOUND = Duration.ofSeconds(5);

  /** How long it goes on without anybody, as the next one often comes soon. */
  private static final long LINGER_NANOS = Duration.ofSeconds(10).toNanos();

  private final ConsumerFactory<?, ?> settings;
  private final String topic;
  private final Semaphore runs = new Semaphore(1);
  private int generations;
  private volatile int generation = SILENT;

  ContentFeed(ConsumerFactory<?, ?> settings, Topics topics) {
    this.settings = settings;
    this.topic = topics.content();
  }

  /**
   * Which life of the consumer listens; {@link #SILENT} for none. What is appended after this
   * returned a number is heard, unless the number changes.
   */
  int generation() {
    return generation;
  }

  /**
   * Makes sure that it listens soon.
   *
   * @param of whose records are wanted; asked for every record
   * @param hear gets those; must not block
   * @param wanted whether anybody is there; asked between polls
   */
  void listen(Predicate<JobId> of, Consumer<JobContent> hear, BooleanSupplier wanted) {
    if (runs.tryAcquire()) {
      Thread.ofVirtual().name("live-content").start(() -> run(of, hear, wanted));
    }
  }

  private void run(Predicate<JobId> of, Consumer<JobContent> hear, BooleanSupplier wanted) {
    try {
      while (wanted.getAsBoolean()) {
        listenOnce(of, hear, wanted);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      runs.release();
    }
    if (wanted.getAsBoolean()) {
      // Somebody came between the last look and the release.
      listen(of, hear, wanted);
    }
  }

  private void listenOnce(Predicate<JobId> of, Consumer<JobContent> hear, BooleanSupplier wanted)
      throws InterruptedException {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      assignAtEnd(consumer);
      generations++;
      generation = generations;
      long lastWanted = System.nanoTime();
      while (System.nanoTime() - lastWanted < LINGER_NANOS) {
        consumer.poll(POLL).forEach(message -> hear(message, of, hear));
        if (wanted.getAsBoolean()) {
          lastWanted = System.nanoTime();
        }
      }
    } catch (RuntimeException e) {
      log.warn("cannot listen to {}, will try again: {}", topic, e.getClass().getSimpleName());
      generation = SILENT;
      TimeUnit.SECONDS.sleep(1);
    } finally {
      generation = SILENT;
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> properties = new HashMap<>(settings.getConfigurationProperties());
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // Where its place is gone from the topic: gaps are found by their offsets.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void assignAtEnd(KafkaConsumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic, BOUND).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new IllegalStateException("the topic is not there");
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // Seeking is put off until somebody asks where it led.
    partitions.forEach(partition -> consumer.position(partition, BOUND));
  }

  private static void hear(
      ConsumerRecord<byte[], byte[]> message, Predicate<JobId> of, Consumer<JobContent> hear) {
    if (message.key() != null
        && message.value() != null
        && JobId.parse(new String(message.key(), StandardCharsets.UTF_8)).filter(of).isPresent()) {
      JobContent.read(message.value()).ifPresent(hear);
    }
  }
}
