package dev.sluice.api.limit;

import dev.sluice.chat.Usage;
import dev.sluice.job.EventType;
import dev.sluice.job.JobId;
import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.JobAnnouncement;
import dev.sluice.wire.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Refunds what jobs were charged and did not use, once they have ended. One api replica learns of
 * each end. A job that was charged nothing, or whose end was seen before, refunds nothing: its
 * reservation is not there.
 */
@Component
final class JobEnds {

  private static final Logger log = LoggerFactory.getLogger(JobEnds.class);

  /** A job that ends at once may be announced before its reservation is written. */
  private static final Duration LATE = Duration.ofMillis(10 * JobReservations.FLUSH_MILLIS);

  private final JobReservations reservations;
  private final Buckets buckets;
  private final Clock clock;

  JobEnds(JobReservations reservations, Buckets buckets, Clock clock) {
    this.reservations = reservations;
    this.buckets = buckets;
    this.clock = clock;
  }

  /**
   * How a job ended.
   *
   * @param begun whether a provider may have been called
   * @param usedTokens zero where nobody knows
   */
  private record End(boolean begun, long usedTokens) {

    long cost(JobReservation reservation) {
      if (usedTokens > 0) {
        return usedTokens;
      }
      return begun ? reservation.promptTokens() : 0;
    }
  }

  @KafkaListener(
      id = "sluice-api-usage",
      topics = "#{@topics.events()}",
      idIsGroup = false,
      groupId = "${sluice.topics.prefix:}sluice-api-usage",
      containerFactory = "jobEndContainers",
      batch = "true")
  void take(List<ConsumerRecord<byte[], byte[]>> messages) throws InterruptedException {
    Map<JobId, End> ends = new HashMap<>();
    Instant newest = Instant.EPOCH;
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      note(message, ends);
      Instant at = Instant.ofEpochMilli(message.timestamp());
      newest = at.isAfter(newest) ? at : newest;
    }
    if (ends.isEmpty()) {
      return;
    }
    Duration early = Duration.between(clock.instant(), newest.plus(LATE));
    if (early.isPositive()) {
      Thread.sleep(early.compareTo(LATE) < 0 ? early : LATE);
    }
    for (JobReservation reservation : reservations.take(ends.keySet())) {
      End end = ends.get(reservation.job());
      if (end != null) {
        buckets.giveBack(reservation.bucket(), reservation.tokens() - end.cost(reservation));
      }
    }
  }

  private static void note(ConsumerRecord<byte[], byte[]> message, Map<JobId, End> ends) {
    if (JobAnnouncement.isOfAnotherType(message)) {
      return;
    }
    try {
      JobAnnouncement event = JobAnnouncement.read(message);
      if (event.type() != EventType.RETRYING) {
        JsonNode job = Json.mapper().readTree(event.data());
        Usage usage = usage(job.path("result").path("usage"));
        ends.put(event.jobId(), new End(job.path("attempt").asInt(0) > 0, usage.totalTokens()));
      }
    } catch (InvalidFieldException | JacksonException e) {
      // Any producer may write to the topic; what is no event of a job ends none.
      log.debug("a record of the events topic is no event of a job: {}", e.getMessage());
    }
  }

  private static Usage usage(JsonNode usage) {
    return new Usage(tokens(usage, "prompt_tokens"), tokens(usage, "completion_tokens"));
  }

  /** No more than a request can ask for, whatever is written there. */
  private static long tokens(JsonNode usage, String name) {
    return Math.clamp(usage.path(name).asLong(0), 0, Integer.MAX_VALUE);
  }
}
