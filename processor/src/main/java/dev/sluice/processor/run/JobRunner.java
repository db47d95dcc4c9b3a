package dev.sluice.processor.run;

import dev.sluice.chat.ChatResult;
import dev.sluice.job.JobError;
import dev.sluice.job.JobTrigger;
import dev.sluice.job.Lifecycle;
import dev.sluice.job.Transition;
import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.processor.running.RunningAttempt;
import dev.sluice.processor.settle.Settlement;
import dev.sluice.provider.Outcome;
import dev.sluice.work.RetryPolicy;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs one attempt: calls the provider within the job's timeout and settles what came of it.
 *
 * <p>Interrupted, it aborts the call. Where the job is still ours — the process is shutting down,
 * or the interrupt was meant for the jobs of an earlier lease — it is handed back at once; where
 * its lease was lost, nothing is written.
 *
 * <p>A job that its client cancelled ends cancelled, whatever came of the call: the call is aborted
 * where that is known in time, and any other settlement is refused where it is not.
 */
public final class JobRunner {

  private static final JobTrigger TOO_LARGE =
      new JobTrigger.FailedPermanently(
          new JobError("result_too_large", "The answer is larger than this installation keeps."));
  private static final JobTrigger UNSTORABLE =
      new JobTrigger.FailedPermanently(
          new JobError("result_unstorable", "The answer cannot be stored."));
  private static final JobTrigger CANCELLED = new JobTrigger.CancelRequested();

  private final AttemptCalls calls;
  private final RetryingSettler settle;
  private final RetryPolicy retries;
  private final ResultDocument results;
  private final AttemptLog attempts;
  private final Guards guards;

  /**
   * What the runner must know of its surroundings.
   *
   * @param stillHeld whether a job's worker is this process's current one
   * @param draining whether the process is shutting down
   */
  public record Guards(Predicate<ClaimedJob> stillHeld, BooleanSupplier draining, Clock clock) {}

  /** One attempt's end: what happened, and the answer where there is one. */
  private record Ended(JobTrigger trigger, @Nullable String result) {}

  public JobRunner(
      AttemptCalls calls,
      RetryingSettler settle,
      RetryPolicy retries,
      ResultDocument results,
      AttemptLog attempts,
      Guards guards) {
    this.calls = calls;
    this.settle = settle;
    this.retries = retries;
    this.results = results;
    this.attempts = attempts;
    this.guards = guards;
  }

  /** Runs the attempt to its end. Never throws for what a provider or the database does. */
  public void run(RunningAttempt attempt) {
    ClaimedJob job = attempt.job();
    if (!guards.stillHeld().test(job)) {
      // The lease was lost between claim and start: the job is being taken from us.
      return;
    }
    AttemptLog.Entry entry = attempts.begin(job, calls.providerName(job));
    Outcome outcome = calls.make(attempt);
    entry.answered(outcome);
    Optional<Ended> ended =
        attempt.isCancelled() ? Optional.of(failed(CANCELLED)) : ended(job, outcome);
    ended.ifPresentOrElse(end -> settle(attempt, end, entry), entry::abandoned);
  }

  /** What the outcome means for the job; empty where the job is not ours to write any more. */
  private Optional<Ended> ended(ClaimedJob job, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Completed completed -> Optional.of(completed(completed.result()));
      case Outcome.Retryable retryable -> Optional.of(failed(retry(job, retryable)));
      case Outcome.Permanent permanent ->
          Optional.of(failed(new JobTrigger.FailedPermanently(permanent.error())));
      case Outcome.DeadlinePassed _ -> Optional.of(failed(new JobTrigger.DeadlinePassed()));
      case Outcome.Aborted _ ->
          guards.draining().getAsBoolean() || guards.stillHeld().test(job)
              ? Optional.of(failed(new JobTrigger.HandedBack()))
              : Optional.empty();
    };
  }

  private Ended completed(ChatResult answer) {
    return results
        .write(answer)
        .map(document -> new Ended(new JobTrigger.Succeeded(), document))
        .orElseGet(() -> failed(TOO_LARGE));
  }

  private JobTrigger retry(ClaimedJob job, Outcome.Retryable retryable) {
    int failedAttempts = job.attempt() - job.uncounted();
    return new JobTrigger.FailedRetryably(
        retryable.error(),
        retries.delay(failedAttempts, Optional.ofNullable(retryable.retryAfter())));
  }

  private static Ended failed(JobTrigger trigger) {
    return new Ended(trigger, null);
  }

  private void settle(RunningAttempt attempt, Ended ended, AttemptLog.Entry entry) {
    Settlement settlement = settlement(attempt, ended);
    RetryingSettler.Written written = settle.settle(settlement);
    if (written == RetryingSettler.Written.UNSTORABLE) {
      settlement = settlement(attempt, failed(UNSTORABLE));
      written = settle.settle(settlement);
    }
    if (written == RetryingSettler.Written.CANCELLED) {
      settlement = settlement(attempt, failed(CANCELLED));
      written = settle.settle(settlement);
    }
    entry.settled(settlement.transition(), written);
  }

  private Settlement settlement(RunningAttempt attempt, Ended ended) {
    Instant now = guards.clock().instant();
    Transition.To to = next(attempt.job(), ended.trigger(), now);
    double progress = ended.result() == null ? attempt.progress() : 1.0;
    return new Settlement(attempt.job(), to, progress, ended.result(), now);
  }

  private static Transition.To next(ClaimedJob job, JobTrigger trigger, Instant now) {
    return switch (Lifecycle.next(job.state(), trigger, now)) {
      case Transition.To to -> to;
      case Transition.Refused _ ->
          throw new IllegalStateException("a job in processing refused " + trigger);
    };
  }
}
