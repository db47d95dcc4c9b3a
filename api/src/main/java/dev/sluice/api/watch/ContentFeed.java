package dev.sluice.api.watch;

import dev.sluice.api.concurrency.OnDemandThread;
import dev.sluice.job.JobId;
import dev.sluice.wire.JobContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

/**
 * Consumes all of {@code jobs.content.v1}, from its end, while it is needed: one consumer without a
 * group. While the broker is unavailable it retries every second.
 */
final class ContentFeed {

  /** The generation while it does not consume. */
  static final int STOPPED = 0;

  private static final Logger log = LoggerFactory.getLogger(ContentFeed.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration BOUND = Duration.ofSeconds(5);

  /** How long the consumer stays after it was needed, as it is often needed again soon. */
  private static final long LINGER_NANOS = Duration.ofSeconds(10).toNanos();

  private final ConsumerFactory<?, ?> settings;
  private final String topic;
  private final Predicate<JobId> wanted;
  private final Consumer<JobContent> receiver;
  private final BooleanSupplier needed;
  private final OnDemandThread thread;
  private int generations;
  private volatile int generation = STOPPED;

  /**
   * @param wanted whose records to read; asked for each record
   * @param receiver of those records; must not block
   * @param needed asked between polls
   */
  ContentFeed(
      ConsumerFactory<?, ?> settings,
      String topic,
      Predicate<JobId> wanted,
      Consumer<JobContent> receiver,
      BooleanSupplier needed) {
    this.settings = settings;
    this.topic = topic;
    this.wanted = wanted;
    this.receiver = receiver;
    this.needed = needed;
    this.thread = new OnDemandThread("content-feed", needed, this::consume);
  }

  /**
   * Which consumer is running, counted; {@link #STOPPED} for none. Records that are appended after
   * this returned a number are received, unless the number changes.
   */
  int generation() {
    return generation;
  }

  void ensureRunning() {
    thread.ensureRunning();
  }

  private void consume() throws InterruptedException {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      assignAtEnd(consumer);
      generations++;
      generation = generations;
      long lastNeeded = System.nanoTime();
      while (System.nanoTime() - lastNeeded < LINGER_NANOS) {
        consumer.poll(POLL).forEach(this::receive);
        if (needed.getAsBoolean()) {
          lastNeeded = System.nanoTime();
        }
      }
    } catch (RuntimeException e) {
      log.warn("cannot consume {}, will retry: {}", topic, e.getClass().getSimpleName());
      generation = STOPPED;
      TimeUnit.SECONDS.sleep(1);
    } finally {
      generation = STOPPED;
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> properties = new HashMap<>(settings.getConfigurationProperties());
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // If its position was deleted from the topic; gaps are found by the offsets in the records.
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
      throw new IllegalStateException("the topic does not exist");
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // Seeking is lazy; this makes it happen now.
    partitions.forEach(partition -> consumer.position(partition, BOUND));
  }

  private void receive(ConsumerRecord<byte[], byte[]> message) {
    if (message.key() != null
        && message.value() != null
        && JobId.parse(new String(message.key(), StandardCharsets.UTF_8))
            .filter(wanted)
            .isPresent()) {
      JobContent.read(message.value()).ifPresent(receiver);
    }
  }
}
