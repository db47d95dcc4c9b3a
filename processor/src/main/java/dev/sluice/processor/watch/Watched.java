package dev.sluice.processor.watch;

import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.processor.run.RunningAttempt;
import dev.sluice.wire.JobContent;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A watched attempt, and how much of its answer has been published. All watchers share one position
 * in the answer. It returns to the beginning for a new watcher, so each of them gets the pieces in
 * order and without a gap. A watcher that arrives during such a repetition waits for its end, so
 * that new watchers cannot keep the others waiting for ever.
 */
final class Watched {

  private static final int MAX_PIECE_CHARACTERS = 64 * 1024;

  private final RunningAttempt attempt;
  private Set<UUID> watchers = Set.of();
  private int position;
  private int repeatingUpTo;
  private boolean repeatAgain;

  Watched(RunningAttempt attempt) {
    this.attempt = attempt;
  }

  RunningAttempt attempt() {
    return attempt;
  }

  synchronized void setWatchers(Set<UUID> now) {
    if (!watchers.containsAll(now)) {
      repeatAgain = true;
    }
    watchers = Set.copyOf(now);
  }

  /** The next piece; empty when all of the answer so far has been published. */
  synchronized Optional<JobContent> next() {
    if (repeatAgain && position >= repeatingUpTo) {
      repeatAgain = false;
      repeatingUpTo = attempt.answer().length();
      position = 0;
    }
    String text = attempt.answer().from(position, MAX_PIECE_CHARACTERS);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    ClaimedJob job = attempt.job();
    JobContent piece = new JobContent(job.id(), job.attempt(), position, text);
    position = piece.end();
    return Optional.of(piece);
  }

  /** The piece did not reach the topic: it and what follows are published again. */
  synchronized void repeat(JobContent piece) {
    position = Math.min(position, piece.offset());
  }
}
