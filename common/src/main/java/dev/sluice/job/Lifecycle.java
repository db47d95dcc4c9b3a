package dev.sluice.job;

import static dev.sluice.job.JobStatus.CANCELLED;
import static dev.sluice.job.JobStatus.COMPLETED;
import static dev.sluice.job.JobStatus.FAILED;
import static dev.sluice.job.JobStatus.PENDING;
import static dev.sluice.job.JobStatus.PROCESSING;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of a job, as a pure function. A terminal state refuses every trigger, so a job
 * ends once. Every statement that changes a job has the same conditions, which {@code
 * LifecycleAgreesWithSqlIT} in the processor verifies.
 *
 * <p>For a running job whose client has asked to cancel it ({@code cancel_requested_at}), {@link
 * JobTrigger.CancelRequested} replaces the trigger that would have ended its attempt.
 */
public final class Lifecycle {

  private static final Transition REFUSED = new Transition.Refused();

  private Lifecycle() {}

  /** The transition, or a refusal when the trigger does not apply to the state. */
  public static Transition next(JobState state, JobTrigger trigger, Instant now) {
    return switch (state.status()) {
      case PENDING -> whilePending(state, trigger);
      case PROCESSING -> whileProcessing(state, trigger, now);
      case COMPLETED, FAILED, CANCELLED -> REFUSED;
    };
  }

  private static Transition whilePending(JobState state, JobTrigger trigger) {
    return switch (trigger) {
      case JobTrigger.Claimed _ ->
          new Transition.To(
              new JobState(PROCESSING, state.attempt() + 1, state.uncounted(), state.maxAttempts()),
              null,
              null,
              Optional.empty());
      case JobTrigger.CancelRequested _ -> end(state, CANCELLED, null, EventType.CANCELLED);
      case JobTrigger.Expired _ -> end(state, FAILED, JobError.EXPIRED, EventType.FAILED);
      case JobTrigger.Succeeded _,
          JobTrigger.FailedRetryably _,
          JobTrigger.FailedPermanently _,
          JobTrigger.DeadlinePassed _,
          JobTrigger.WorkerLost _,
          JobTrigger.HandedBack _ ->
          REFUSED;
    };
  }

  private static Transition whileProcessing(JobState state, JobTrigger trigger, Instant now) {
    return switch (trigger) {
      case JobTrigger.Succeeded _ -> end(state, COMPLETED, null, EventType.COMPLETED);
      case JobTrigger.FailedPermanently failed ->
          end(state, FAILED, failed.error(), EventType.FAILED);
      case JobTrigger.DeadlinePassed _ -> end(state, FAILED, JobError.TIMEOUT, EventType.FAILED);
      case JobTrigger.FailedRetryably failed ->
          retryOrFail(state, failed.error(), now.plus(failed.retryIn()));
      case JobTrigger.WorkerLost _ -> retryOrFail(state, JobError.WORKER_LOST, now);
      case JobTrigger.HandedBack _ ->
          new Transition.To(
              new JobState(PENDING, state.attempt(), state.uncounted() + 1, state.maxAttempts()),
              now,
              null,
              Optional.empty());
      case JobTrigger.CancelRequested _ -> end(state, CANCELLED, null, EventType.CANCELLED);
      case JobTrigger.Claimed _, JobTrigger.Expired _ -> REFUSED;
    };
  }

  private static Transition retryOrFail(JobState state, JobError error, Instant runAt) {
    if (state.attemptsSpent()) {
      return end(state, FAILED, error, EventType.FAILED);
    }
    return new Transition.To(with(state, PENDING), runAt, error, Optional.of(EventType.RETRYING));
  }

  private static Transition end(
      JobState state, JobStatus status, @Nullable JobError error, EventType event) {
    return new Transition.To(with(state, status), null, error, Optional.of(event));
  }

  private static JobState with(JobState state, JobStatus status) {
    return new JobState(status, state.attempt(), state.uncounted(), state.maxAttempts());
  }
}
