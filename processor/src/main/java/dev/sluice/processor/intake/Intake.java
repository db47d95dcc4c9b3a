package dev.sluice.processor.intake;

import dev.sluice.batch.Batcher;
import dev.sluice.lease.WorkerId;
import dev.sluice.lease.WorkerLease;
import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.processor.intake.DeadLetters.DeadLetter;
import dev.sluice.processor.intake.DeadLetters.Reason;
import dev.sluice.processor.intake.IntakeStore.Stored;
import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.JobSubmitted;
import dev.sluice.work.EndlessRetries;
import dev.sluice.work.WorkLoop;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Stores every submission of a polled batch, or publishes it to the dead-letter topic. The
 * container commits the offsets only after that. One record that cannot be stored does not affect
 * the others. While the database or the broker is unavailable it throws, and the batch is delivered
 * again. It never waits for a provider.
 */
@Component
class Intake {

  private record Decoded(ConsumerRecord<byte[], byte[]> message, JobSubmitted submission) {}

  private final IntakeStore store;
  private final DeadLetters deadLetters;
  private final WorkLoop<ClaimedJob> loop;
  private final WorkerLease lease;
  private final IntakeProperties properties;
  private final Clock clock;
  private final MeterRegistry meters;
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();

  Intake(
      IntakeStore store,
      DeadLetters deadLetters,
      WorkLoop<ClaimedJob> loop,
      WorkerLease lease,
      IntakeProperties properties,
      Clock clock,
      MeterRegistry meters) {
    this.store = store;
    this.deadLetters = deadLetters;
    this.loop = loop;
    this.lease = lease;
    this.properties = properties;
    this.clock = clock;
    this.meters = meters;
  }

  @KafkaListener(
      id = "sluice-processor",
      topics = "#{@topics.submitted()}",
      concurrency = "${sluice.intake.consumers:2}",
      idIsGroup = false,
      batch = "true")
  void receive(List<ConsumerRecord<byte[], byte[]>> messages) {
    EndlessRetries.guard(() -> store(messages));
  }

  private void store(List<ConsumerRecord<byte[], byte[]>> messages) {
    List<DeadLetter> letters = new ArrayList<>();
    List<Decoded> submissions = decode(messages, letters);
    if (!submissions.isEmpty()) {
      Batcher.bisect(
          submissions,
          batch -> storeAndRun(batch, letters),
          (refused, _) ->
              letters.add(
                  new DeadLetter(
                      refused.message(),
                      Reason.UNSTORABLE,
                      "The database refuses the record's content.")));
    }
    if (!letters.isEmpty()) {
      deadLetters.publish(letters);
    }
  }

  /** The submissions among the records, each id once. */
  private List<Decoded> decode(
      List<ConsumerRecord<byte[], byte[]>> messages, List<DeadLetter> letters) {
    Map<Object, Decoded> byId = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      try {
        Decoded decoded = new Decoded(message, read(message));
        Decoded first = byId.putIfAbsent(decoded.submission().jobId(), decoded);
        if (first != null) {
          noteDuplicate(first.submission(), decoded, letters);
        }
      } catch (InvalidFieldException e) {
        letters.add(new DeadLetter(message, Reason.UNDECODABLE, e.getMessage()));
      }
    }
    return List.copyOf(byId.values());
  }

  private JobSubmitted read(ConsumerRecord<byte[], byte[]> message) {
    byte[] value = message.value();
    if (value == null) {
      throw new InvalidFieldException(null, "The record has no value.");
    }
    return JobSubmitted.read(value, clock.instant());
  }

  private void noteDuplicate(JobSubmitted first, Decoded again, List<DeadLetter> letters) {
    if (first.tenant().equals(again.submission().tenant())
        && first.digest().equals(again.submission().digest())) {
      count("repeated");
    } else {
      letters.add(conflicting(again));
    }
  }

  private void storeAndRun(List<Decoded> submissions, List<DeadLetter> letters) {
    WorkerId worker = properties.fastPath() ? lease.current().orElse(null) : null;
    int reserved = worker == null ? 0 : loop.reserve(submissions.size());
    List<ClaimedJob> claimed = new ArrayList<>();
    try {
      List<Stored> outcomes =
          store.store(submissions.stream().map(Decoded::submission).toList(), worker, reserved);
      for (int i = 0; i < outcomes.size(); i++) {
        note(submissions.get(i), outcomes.get(i), claimed, letters);
      }
    } finally {
      loop.runReserved(claimed, reserved);
    }
    // Not before the permits are released: a claim without permits would be the last for a while.
    if (claimed.size() < submissions.size()) {
      loop.wake();
    }
  }

  private void note(
      Decoded decoded, Stored outcome, List<ClaimedJob> claimed, List<DeadLetter> letters) {
    switch (outcome) {
      case Stored.Claimed(ClaimedJob job) -> claimed.add(job);
      case Stored.Conflicting _ -> letters.add(conflicting(decoded));
      case Stored.Waiting _, Stored.Cancelled _, Stored.Repeated _ -> {}
    }
    count(outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
  }

  private static DeadLetter conflicting(Decoded decoded) {
    return new DeadLetter(
        decoded.message(),
        Reason.CONFLICTING,
        "Another request is stored under job id " + decoded.submission().jobId() + ".");
  }

  private void count(String outcome) {
    counters
        .computeIfAbsent(outcome, name -> meters.counter("sluice.intake.records", "outcome", name))
        .increment();
  }
}
