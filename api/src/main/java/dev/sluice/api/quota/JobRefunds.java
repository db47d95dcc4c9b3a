package dev.sluice.api.quota;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.sluice.job.EventType;
import dev.sluice.job.JobId;
import dev.sluice.wire.Json;
import dev.sluice.work.EndlessRetries;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/**
 * Refunds the tokens that jobs were charged and did not use, when they end. Each event is read by
 * one api replica. A repeated event, or a job that was charged nothing, refunds nothing because the
 * reservation is not there; the body of such an event is never read.
 */
@Component
final class JobRefunds {

  private static final Logger log = LoggerFactory.getLogger(JobRefunds.class);

  /** A job that ends at once may be announced before its reservation is stored. */
  private static final Duration LATE = Duration.ofMillis(10 * JobReservations.FLUSH_MILLIS);

  private final JobReservations reservations;
  private final LocalBuckets buckets;
  private final Clock clock;

  JobRefunds(JobReservations reservations, LocalBuckets buckets, Clock clock) {
    this.reservations = reservations;
    this.buckets = buckets;
    this.clock = clock;
  }

  /** The members of a job that tell what it used. */
  record EndedJob(@Nullable Integer attempt, @Nullable Result result) {

    record Result(@Nullable Usage usage) {}

    record Usage(@Nullable Long promptTokens, @Nullable Long completionTokens) {

      /** No more than a request can ask for, whatever the event says. */
      long total() {
        return Math.clamp(requireNonNullElse(promptTokens, 0L), 0, Integer.MAX_VALUE)
            + (long) Math.clamp(requireNonNullElse(completionTokens, 0L), 0, Integer.MAX_VALUE);
      }
    }

    /** Unknown usage costs the prompt, or nothing if no provider was called. */
    long cost(JobReservations.Charge charge) {
      long used = result == null || result.usage == null ? 0 : result.usage.total();
      if (used > 0) {
        return used;
      }
      return attempt != null && attempt > 0 ? charge.promptTokens() : 0;
    }
  }

  @KafkaListener(
      id = "sluice-api-usage",
      topics = "#{@topics.events()}",
      idIsGroup = false,
      groupId = "${sluice.topics.prefix:}sluice-api-usage",
      containerFactory = "jobRefundContainers",
      batch = "true",
      // A refund is not urgent; few large fetches cost less than many small ones.
      properties = {"fetch.min.bytes=65536", "fetch.max.wait.ms=250"})
  void receive(List<ConsumerRecord<byte[], byte[]>> events) {
    EndlessRetries.guard(() -> refund(events));
  }

  private void refund(List<ConsumerRecord<byte[], byte[]>> events) throws InterruptedException {
    Map<JobId, ConsumerRecord<byte[], byte[]>> ended = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> event : events) {
      endedJob(event).ifPresent(job -> ended.put(job, event));
    }
    if (ended.isEmpty()) {
      return;
    }
    long newest = events.stream().mapToLong(ConsumerRecord::timestamp).max().orElse(0);
    Duration early = Duration.between(clock.instant(), Instant.ofEpochMilli(newest).plus(LATE));
    if (early.isPositive()) {
      Thread.sleep(early.compareTo(LATE) < 0 ? early : LATE);
    }
    for (JobReservations.Taken taken : reservations.take(ended.keySet())) {
      JobReservations.Charge charge = taken.charge();
      byte[] job = requireNonNull(ended.get(charge.job())).value();
      long unused = charge.tokens() - cost(job, charge);
      BucketKey bucket = charge.bucket();
      buckets.get(bucket).adjust(bucket.refund(unused, taken.age()));
    }
  }

  /** The job whose end the event tells of, by its CloudEvents headers. */
  static Optional<JobId> endedJob(ConsumerRecord<byte[], byte[]> event) {
    Optional<EventType> type = header(event, "ce_type").flatMap(EventType::ofWireName);
    return type.isEmpty() || type.get() == EventType.RETRYING || event.value() == null
        ? Optional.empty()
        : header(event, "ce_subject").flatMap(JobId::parse);
  }

  private static Optional<String> header(ConsumerRecord<byte[], byte[]> event, String name) {
    Header header = event.headers().lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), UTF_8));
  }

  private static long cost(byte[] job, JobReservations.Charge charge) {
    try {
      return Json.mapper().readValue(job, EndedJob.class).cost(charge);
    } catch (JacksonException e) {
      // Any producer may write to the topic; a job that cannot be read gets no refund.
      log.debug("The event of job {} cannot be read: {}", charge.job(), e.getMessage());
      return charge.tokens();
    }
  }
}
