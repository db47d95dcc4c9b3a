package dev.sluice.api.submit;

import static java.util.Objects.requireNonNull;

import dev.sluice.wire.JobSubmitted;
import dev.sluice.wire.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;
import org.springframework.stereotype.Component;

/** Appends submissions to {@code jobs.submitted.v1} within the accept timeout. Thread-safe. */
@Component
final class SubmittedLog {

  private static final Logger log = LoggerFactory.getLogger(SubmittedLog.class);

  /** For the key, headers and framing of a batch with one record. */
  private static final int RECORD_OVERHEAD = 1024;

  /** The result of an append. */
  enum Outcome {
    /** Acknowledged by the broker and its in-sync replicas. */
    APPENDED,
    /** Larger than the topic accepts; not sent. */
    TOO_LARGE,
    /** Certainly not written. */
    NOT_APPENDED,
    /** Not acknowledged; the broker may have written it, or may still do so. */
    UNCERTAIN
  }

  private final KafkaTemplate<String, byte[]> kafka;
  private final Topics topics;
  private final Duration bound;
  private final Map<Outcome, Timer> timers = new EnumMap<>(Outcome.class);

  SubmittedLog(
      KafkaTemplate<String, byte[]> kafka,
      Topics topics,
      SubmitProperties properties,
      MeterRegistry meters) {
    this.kafka = kafka;
    this.topics = topics;
    this.bound = properties.acceptTimeout();
    for (Outcome outcome : Outcome.values()) {
      timers.put(outcome, meters.timer("sluice.submit.append", "outcome", outcome.name()));
    }
  }

  /** Appends and waits for the acknowledgement, at most the accept timeout. */
  Outcome append(JobSubmitted submitted) {
    byte[] value = submitted.toBytes();
    if (value.length > Topics.MAX_RECORD_BYTES - RECORD_OVERHEAD) {
      return Outcome.TOO_LARGE;
    }
    long start = System.nanoTime();
    Outcome outcome = append(submitted.jobId().toString(), value);
    requireNonNull(timers.get(outcome)).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    return outcome;
  }

  private Outcome append(String key, byte[] value) {
    long deadline = System.nanoTime() + bound.toNanos();
    CompletableFuture<SendResult<String, byte[]>> sent;
    try {
      sent = kafka.send(topics.submitted(), key, value);
    } catch (KafkaException | org.springframework.kafka.KafkaException e) {
      // No metadata or no buffer space: the record never entered the producer.
      log.warn("a submission could not be sent: {}", reason(e));
      return Outcome.NOT_APPENDED;
    }
    try {
      sent.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      return Outcome.APPENDED;
    } catch (ExecutionException e) {
      log.warn("a submission was not acknowledged: {}", reason(e));
      return Outcome.UNCERTAIN;
    } catch (TimeoutException _) {
      log.warn("a submission was not acknowledged within {}", bound);
      return Outcome.UNCERTAIN;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Outcome.UNCERTAIN;
    }
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName();
  }
}
