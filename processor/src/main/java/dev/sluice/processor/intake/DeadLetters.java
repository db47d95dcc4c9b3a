package dev.sluice.processor.intake;

import dev.sluice.wire.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * Publishes records that cannot be stored to the dead-letter topic: key, value and headers as
 * received, and further headers with the reason ({@code sluice-reason}, {@code sluice-message}) and
 * the origin ({@code sluice-topic}, {@code sluice-partition}, {@code sluice-offset}). A value of
 * more than about 8 MiB is cut to 64 KiB, and {@code sluice-cut-from} has its length.
 */
@Component
final class DeadLetters {

  enum Reason {
    /** Not a valid submission. */
    UNDECODABLE,
    /** Another request is stored under the job id. */
    CONFLICTING,
    /** The database refuses the content. */
    UNSTORABLE;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A record and what is wrong with it. The explanation never repeats the content. */
  record DeadLetter(ConsumerRecord<byte[], byte[]> message, Reason reason, String explanation) {}

  private static final int LARGEST_WHOLE = Topics.MAX_RECORD_BYTES - 64 * 1024;
  private static final int CUT_LENGTH = 64 * 1024;

  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

  private final DefaultKafkaProducerFactory<byte[], byte[]> producers;
  private final KafkaTemplate<byte[], byte[]> kafka;
  private final Topics topics;
  private final MeterRegistry meters;

  DeadLetters(KafkaProperties properties, Topics topics, MeterRegistry meters) {
    Map<String, Object> settings = properties.buildProducerProperties();
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_DEAD_LETTER_BYTES);
    this.producers = new DefaultKafkaProducerFactory<>(settings);
    this.kafka = new KafkaTemplate<>(producers);
    this.topics = topics;
    this.meters = meters;
  }

  /**
   * Returns once the broker has acknowledged all of them.
   *
   * @throws java.util.concurrent.CompletionException when one was not acknowledged
   */
  void publish(List<DeadLetter> letters) {
    List<CompletableFuture<?>> sends = new ArrayList<>(letters.size());
    for (DeadLetter letter : letters) {
      sends.add(kafka.send(toRecord(letter)));
    }
    sends.forEach(CompletableFuture::join);
    for (DeadLetter letter : letters) {
      log.warn(
          "record {}-{}@{} dead-lettered: {}: {}",
          letter.message().topic(),
          letter.message().partition(),
          letter.message().offset(),
          letter.reason().wireName(),
          letter.explanation());
      meters
          .counter("sluice.intake.dead-letters", "reason", letter.reason().wireName())
          .increment();
    }
  }

  private ProducerRecord<byte[], byte[]> toRecord(DeadLetter letter) {
    ConsumerRecord<byte[], byte[]> message = letter.message();
    ProducerRecord<byte[], byte[]> copy =
        new ProducerRecord<>(
            topics.deadLetter(), null, message.key(), cut(message.value()), message.headers());
    if (isCut(message.value())) {
      copy.headers().add("sluice-cut-from", utf8(Integer.toString(message.value().length)));
    }
    copy.headers()
        .add("sluice-reason", utf8(letter.reason().wireName()))
        .add("sluice-message", utf8(letter.explanation()))
        .add("sluice-topic", utf8(message.topic()))
        .add("sluice-partition", utf8(Integer.toString(message.partition())))
        .add("sluice-offset", utf8(Long.toString(message.offset())));
    return copy;
  }

  // The broker's limit applies to compressed bytes, the producer's to uncompressed ones. Without
  // the cut such a record would be refused and delivered again for ever.
  private static boolean isCut(byte @Nullable [] value) {
    return value != null && value.length > LARGEST_WHOLE;
  }

  private static byte @Nullable [] cut(byte @Nullable [] value) {
    return value != null && isCut(value) ? Arrays.copyOf(value, CUT_LENGTH) : value;
  }

  @PreDestroy
  void close() {
    producers.destroy();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
