package dev.sluice.job;

import java.time.Duration;

/** What can happen to a stored job. */
public sealed interface JobTrigger {

  /** A worker takes the job. */
  record Claimed() implements JobTrigger {}

  /** The provider answered. */
  record Succeeded() implements JobTrigger {}

  /**
   * The attempt failed in a way that another one may not.
   *
   * @param retryIn how long to wait, should an attempt be left
   */
  record FailedRetryably(JobError error, Duration retryIn) implements JobTrigger {}

  /** The attempt failed in a way that any other would too. */
  record FailedPermanently(JobError error) implements JobTrigger {}

  /** The attempt took longer than the job allows. */
  record DeadlinePassed() implements JobTrigger {}

  /** The worker that held the job has no live lease any more. */
  record WorkerLost() implements JobTrigger {}

  /** The worker shuts down and gives the job back unfinished; the attempt does not count. */
  record HandedBack() implements JobTrigger {}

  /** The client cancels; a running job once its attempt has been stopped. */
  record CancelRequested() implements JobTrigger {}

  /** The job waited longer than the client allowed. */
  record Expired() implements JobTrigger {}
}
