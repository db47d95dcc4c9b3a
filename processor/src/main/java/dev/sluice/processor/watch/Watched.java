package dev.sluice.processor.watch;

import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.processor.running.RunningAttempt;
import dev.sluice.wire.JobContent;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An attempt that somebody watches, and how much of its answer has been published. There is one
 * place in the answer, not one per watcher: it goes back to the beginning for every new watcher, so
 * pieces come in order and without a gap for each of them. Watchers who come while it is on its way
 * from the beginning wait until it has arrived, so that the others are not kept waiting for ever.
 */
final class Watched {

  /** Characters in one piece. */
  static final int MAX_PIECE = 64 * 1024;

  private final RunningAttempt attempt;
  private Set<UUID> watchers = Set.of();
  private int place;
  private int repeatingUpTo;
  private boolean repeatAgain;

  Watched(RunningAttempt attempt) {
    this.attempt = attempt;
  }

  RunningAttempt attempt() {
    return attempt;
  }

  /** Who watches now. */
  synchronized void watchers(Set<UUID> now) {
    if (!watchers.containsAll(now)) {
      repeatAgain = true;
    }
    watchers = Set.copyOf(now);
  }

  /** The next piece; empty where all that is there has been taken. */
  synchronized Optional<JobContent> next() {
    if (repeatAgain && place >= repeatingUpTo) {
      repeatAgain = false;
      repeatingUpTo = attempt.answer().length();
      place = 0;
    }
    String text = attempt.answer().from(place, MAX_PIECE);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    ClaimedJob job = attempt.job();
    JobContent piece = new JobContent(job.id(), job.attempt(), place, text);
    place = piece.end();
    return Optional.of(piece);
  }

  /** A piece did not reach the topic: it and what follows are to be taken again. */
  synchronized void lost(JobContent piece) {
    place = Math.min(place, piece.offset());
  }
}
