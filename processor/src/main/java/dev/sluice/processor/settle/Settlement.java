package dev.sluice.processor.settle;

import dev.sluice.job.EventType;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Transition;
import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.wire.JobEvent;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an attempt, ready to be written.
 *
 * @param progress 1.0 exactly when the job completed
 * @param result the {@code ChatResult} document; present exactly when the job completed
 * @param at when the outcome was known
 */
public record Settlement(
    ClaimedJob job,
    Transition.To transition,
    double progress,
    @Nullable String result,
    Instant at) {

  public Settlement {
    boolean completed = transition.next().status() == JobStatus.COMPLETED;
    if (completed != (result != null) || completed != (progress == 1.0)) {
      throw new IllegalArgumentException("exactly a completed job has a result and progress 1.0");
    }
  }

  JobStatus status() {
    return transition.next().status();
  }

  @Nullable Instant completedAt() {
    return status().isTerminal() ? at : null;
  }

  /** The event of this transition; empty when it has none. */
  Optional<JobEvent> event() {
    return transition.event().map(this::event);
  }

  private JobEvent event(EventType type) {
    return JobEvent.of(
        type,
        new Job(
            job.id(),
            status(),
            job.createdAt(),
            job.startedAt(),
            completedAt(),
            progress,
            job.attempt(),
            job.request().model(),
            result,
            transition.error(),
            job.metadata(),
            job.retriedFrom()),
        job.tenant(),
        at);
  }
}
