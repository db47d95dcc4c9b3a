package dev.sluice.processor.run;

import dev.sluice.job.JobError;
import dev.sluice.job.JobTrigger;
import dev.sluice.job.Lifecycle;
import dev.sluice.job.Transition;
import dev.sluice.lease.WorkerLease;
import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.processor.settle.Settled;
import dev.sluice.processor.settle.Settlement;
import dev.sluice.processor.settle.Settler;
import dev.sluice.provider.Outcome;
import dev.sluice.work.RetryPolicy;
import dev.sluice.work.WorkLoop;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Runs one attempt: calls the provider and settles the outcome. An attempt that is interrupted is
 * handed back when the job still belongs to this process, that is while the process shuts down, or
 * when the interrupt was meant for the jobs of an earlier lease. Otherwise nothing is written.
 *
 * <p>A job that its client has cancelled ends cancelled, whatever the outcome of the call.
 */
@Component
public final class JobRunner {

  private static final JobTrigger SUCCEEDED = new JobTrigger.Succeeded();
  private static final JobTrigger HANDED_BACK = new JobTrigger.HandedBack();
  private static final JobTrigger CANCELLED = new JobTrigger.CancelRequested();
  private static final JobTrigger TOO_LARGE =
      new JobTrigger.FailedPermanently(
          new JobError("result_too_large", "The result exceeds the maximum size."));
  private static final JobTrigger UNSTORABLE =
      new JobTrigger.FailedPermanently(
          new JobError("result_unstorable", "The result cannot be stored."));

  private final AttemptCalls calls;
  private final Settler settler;
  private final WorkLoop<ClaimedJob> loop;
  private final WorkerLease lease;
  private final RetryPolicy retries;
  private final AttemptLog attempts;
  private final Clock clock;

  JobRunner(
      AttemptCalls calls,
      Settler settler,
      WorkLoop<ClaimedJob> loop,
      WorkerLease lease,
      RetryProperties retry,
      AttemptLog attempts,
      Clock clock) {
    this.calls = calls;
    this.settler = settler;
    this.loop = loop;
    this.lease = lease;
    this.retries =
        RetryPolicy.unlimited(
            retry.base(), retry.cap(), () -> ThreadLocalRandom.current().nextLong());
    this.attempts = attempts;
    this.clock = clock;
  }

  /** Runs the attempt to its end. Never throws when the provider or the database fails. */
  public void run(RunningAttempt attempt) {
    ClaimedJob job = attempt.job();
    if (!isOurs(job)) {
      // The lease was lost between the claim and now: another worker will run the job.
      return;
    }
    AttemptLog.Entry entry = attempts.begin(job, calls.providerName(job));
    Outcome outcome = calls.call(attempt);
    entry.answered(outcome);
    if (attempt.isCancelled()) {
      settle(attempt, CANCELLED, null, entry);
      return;
    }
    switch (outcome) {
      case Outcome.Completed completed ->
          calls
              .document(completed.result())
              .ifPresentOrElse(
                  document -> settle(attempt, SUCCEEDED, document, entry),
                  () -> settle(attempt, TOO_LARGE, null, entry));
      case Outcome.Retryable retryable -> settle(attempt, retry(job, retryable), null, entry);
      case Outcome.Permanent permanent ->
          settle(attempt, new JobTrigger.FailedPermanently(permanent.error()), null, entry);
      case Outcome.DeadlinePassed _ ->
          settle(attempt, new JobTrigger.DeadlinePassed(), null, entry);
      case Outcome.Aborted _ -> {
        if (loop.isDraining() || isOurs(job)) {
          settle(attempt, HANDED_BACK, null, entry);
        } else {
          entry.abandoned();
        }
      }
    }
  }

  private boolean isOurs(ClaimedJob job) {
    return lease.current().filter(job.worker()::equals).isPresent();
  }

  private JobTrigger retry(ClaimedJob job, Outcome.Retryable retryable) {
    int failedAttempts = job.attempt() - job.uncounted();
    return new JobTrigger.FailedRetryably(
        retryable.error(),
        retries.delay(failedAttempts, Optional.ofNullable(retryable.retryAfter())));
  }

  private void settle(
      RunningAttempt attempt, JobTrigger trigger, @Nullable String result, AttemptLog.Entry entry) {
    Instant now = clock.instant();
    Transition.To to = next(attempt.job(), trigger, now);
    double progress = result == null ? attempt.progress() : 1.0;
    Settled settled =
        settler.settleUntilWritten(
            new Settlement(attempt.job(), to, progress, result, now), loop::isDraining);
    if (settled == Settled.UNSTORABLE && !trigger.equals(UNSTORABLE)) {
      settle(attempt, UNSTORABLE, null, entry);
    } else if (settled == Settled.CANCELLED && !trigger.equals(CANCELLED)) {
      settle(attempt, CANCELLED, null, entry);
    } else {
      entry.settled(to, settled);
    }
  }

  private static Transition.To next(ClaimedJob job, JobTrigger trigger, Instant now) {
    return switch (Lifecycle.next(job.state(), trigger, now)) {
      case Transition.To to -> to;
      case Transition.Refused _ ->
          throw new IllegalStateException("a running job refused " + trigger);
    };
  }
}
