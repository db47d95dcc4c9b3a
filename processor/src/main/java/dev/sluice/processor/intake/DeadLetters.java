package dev.sluice.processor.intake;

import dev.sluice.wire.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Sets records aside that cannot be taken in: key, value and headers as received, and why in
 * further headers ({@code sluice-reason}, {@code sluice-message}, and where the record stood:
 * {@code sluice-topic}, {@code sluice-partition}, {@code sluice-offset}). A value of more than
 * nearly 8 MiB is cut to 64 KiB, and {@code sluice-cut-from} says how long it was.
 */
final class DeadLetters {

  /** Why a record was set aside. */
  enum Reason {
    /** It is not a submission, or breaks the contract. */
    UNDECODABLE,
    /** Another request is stored under its job id. */
    CONFLICTING,
    /** The database refuses its content. */
    UNSTORABLE;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A record and what is wrong with it; the message never repeats its content. */
  record DeadLetter(ConsumerRecord<byte[], byte[]> message, Reason reason, String explanation) {}

  private static final int LARGEST_WHOLE = Topics.MAX_RECORD_BYTES - 64 * 1024;
  private static final int CUT_LENGTH = 64 * 1024;

  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

  private final KafkaTemplate<byte[], byte[]> kafka;
  private final Topics topics;
  private final MeterRegistry meters;

  DeadLetters(KafkaTemplate<byte[], byte[]> kafka, Topics topics, MeterRegistry meters) {
    this.kafka = kafka;
    this.topics = topics;
    this.meters = meters;
  }

  /**
   * Returns once the broker has acknowledged all of them.
   *
   * @throws java.util.concurrent.CompletionException where one was not acknowledged; the batch must
   *     be taken in again
   */
  void publish(List<DeadLetter> letters) {
    List<CompletableFuture<?>> sends = new ArrayList<>(letters.size());
    for (DeadLetter letter : letters) {
      sends.add(kafka.send(toRecord(letter)));
    }
    sends.forEach(CompletableFuture::join);
    for (DeadLetter letter : letters) {
      log.warn(
          "record {}-{}@{} set aside: {}: {}",
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

  // The topic's bound counts compressed bytes, ours do not: what came in may be larger than what
  // goes out, and must not come again for ever because of it.
  private static boolean isCut(byte @Nullable [] value) {
    return value != null && value.length > LARGEST_WHOLE;
  }

  private static byte @Nullable [] cut(byte @Nullable [] value) {
    return value != null && isCut(value) ? Arrays.copyOf(value, CUT_LENGTH) : value;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
