package dev.sluice.job;

import java.time.Duration;

/** What can happen to a stored job. */
public sealed interface JobTrigger {

  record Claimed() implements JobTrigger {}

  record Succeeded() implements JobTrigger {}

  /**
   * The attempt failed, but another one may succeed.
   *
   * @param retryIn the wait before the next attempt, if any is left
   */
  record FailedRetryably(JobError error, Duration retryIn) implements JobTrigger {}

  /** The attempt failed, as any other would. */
  record FailedPermanently(JobError error) implements JobTrigger {}

  record DeadlinePassed() implements JobTrigger {}

  /** The job's worker no longer has a live lease. */
  record WorkerLost() implements JobTrigger {}

  /** The worker returns the job unfinished, as it shuts down; the attempt does not count. */
  record HandedBack() implements JobTrigger {}

  /** The client cancels; for a running job, after its attempt has been stopped. */
  record CancelRequested() implements JobTrigger {}

  /** The job was pending for longer than the client allows. */
  record Expired() implements JobTrigger {}
}
