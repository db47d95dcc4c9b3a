package dev.sluice.processor.intake;

import dev.sluice.batch.Batcher;
import dev.sluice.lease.WorkerId;
import dev.sluice.lease.WorkerLease;
import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.processor.intake.DeadLetters.DeadLetter;
import dev.sluice.processor.intake.DeadLetters.Reason;
import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.JobSubmitted;
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
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.kafka.annotation.KafkaListener;

/**
 * Takes polled batches in: stores every submission, sets aside what is none, and returns; the
 * container then commits the offsets. It never waits for a provider. Where the database or the
 * broker is away it throws, and the same batch comes again until it is in.
 *
 * <p>Guarantee: a record's offset is committed only after its job is stored (or was before), or the
 * record is acknowledged in the dead-letter topic. A record that cannot be stored takes none of its
 * neighbours with it.
 */
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
      Stores stores,
      WorkLoop<ClaimedJob> loop,
      WorkerLease lease,
      IntakeProperties properties,
      Clock clock,
      MeterRegistry meters) {
    this.store = stores.store();
    this.deadLetters = stores.deadLetters();
    this.loop = loop;
    this.lease = lease;
    this.properties = properties;
    this.clock = clock;
    this.meters = meters;
  }

  /** Where records go. */
  record Stores(IntakeStore store, DeadLetters deadLetters) {}

  @KafkaListener(
      id = "sluice-processor",
      topics = "#{@topics.submitted()}",
      concurrency = "${sluice.intake.consumers:2}",
      idIsGroup = false,
      batch = "true")
  void take(List<ConsumerRecord<byte[], byte[]>> messages) {
    List<DeadLetter> letters = new ArrayList<>();
    List<Decoded> submissions = decode(messages, letters);
    store(submissions, letters);
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
        JobSubmitted submission = JobSubmitted.read(value(message), clock.instant());
        Decoded first = byId.putIfAbsent(submission.jobId(), new Decoded(message, submission));
        if (first != null) {
          repeatedInBatch(first, new Decoded(message, submission), letters);
        }
      } catch (InvalidFieldException e) {
        letters.add(new DeadLetter(message, Reason.UNDECODABLE, e.getMessage()));
      }
    }
    return List.copyOf(byId.values());
  }

  private static byte[] value(ConsumerRecord<byte[], byte[]> message) {
    byte[] value = message.value();
    if (value == null) {
      throw new InvalidFieldException(null, "The record has no value.");
    }
    return value;
  }

  private void repeatedInBatch(Decoded first, Decoded again, List<DeadLetter> letters) {
    boolean same =
        first.submission().tenant().equals(again.submission().tenant())
            && first.submission().digest().equals(again.submission().digest());
    if (same) {
      count("repeated", 1);
    } else {
      letters.add(conflicting(again));
    }
  }

  private void store(List<Decoded> submissions, List<DeadLetter> letters) {
    if (submissions.isEmpty()) {
      return;
    }
    try {
      storeAndRun(submissions, letters);
    } catch (DataAccessException e) {
      if (!Batcher.isBecauseOfAnItem(e)) {
        throw e;
      }
      // Halved until the one that the database refuses stands alone.
      if (submissions.size() == 1) {
        letters.add(
            new DeadLetter(
                submissions.getFirst().message(),
                Reason.UNSTORABLE,
                "The database refuses the record's content."));
      } else {
        int half = submissions.size() / 2;
        store(submissions.subList(0, half), letters);
        store(submissions.subList(half, submissions.size()), letters);
      }
    }
  }

  private void storeAndRun(List<Decoded> submissions, List<DeadLetter> letters) {
    WorkerId worker = properties.fastPath() ? lease.current().orElse(null) : null;
    int reserved = worker == null ? 0 : loop.reserve(submissions.size());
    List<ClaimedJob> claimed = new ArrayList<>();
    try {
      List<Stored> outcomes = storeAll(submissions, worker, reserved);
      for (int i = 0; i < outcomes.size(); i++) {
        note(submissions.get(i), outcomes.get(i), claimed, letters);
      }
      if (claimed.size() < submissions.size()) {
        loop.wake();
      }
    } finally {
      loop.runReserved(claimed, reserved);
    }
  }

  private List<Stored> storeAll(
      List<Decoded> submissions, @Nullable WorkerId worker, int reserved) {
    return store.store(submissions.stream().map(Decoded::submission).toList(), worker, reserved);
  }

  private void note(
      Decoded decoded, Stored outcome, List<ClaimedJob> claimed, List<DeadLetter> letters) {
    switch (outcome) {
      case Stored.Claimed(ClaimedJob job) -> claimed.add(job);
      case Stored.Conflicting _ -> letters.add(conflicting(decoded));
      case Stored.Waiting _, Stored.Cancelled _, Stored.Repeated _ -> {}
    }
    count(outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT), 1);
  }

  private static DeadLetter conflicting(Decoded decoded) {
    return new DeadLetter(
        decoded.message(),
        Reason.CONFLICTING,
        "Another request is stored under job id " + decoded.submission().jobId() + ".");
  }

  private void count(String outcome, int records) {
    counters
        .computeIfAbsent(outcome, name -> meters.counter("sluice.intake.records", "outcome", name))
        .increment(records);
  }
}
