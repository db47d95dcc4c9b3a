package dev.sluice.processor.run;

import dev.sluice.job.JobError;
import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.processor.running.RunningAttempt;
import dev.sluice.provider.Deadline;
import dev.sluice.provider.JobAttempt;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderCall;
import dev.sluice.provider.ProviderRouter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calls of attempts, each within its job's timeout. An attempt that is cancelled, before
 * or during its call, is {@link Outcome.Aborted}; so is one whose thread is interrupted. A
 * provider's bug is {@link Outcome.Retryable}: it uses up attempts, as any other failure does.
 *
 * @param stream whether the answer is asked for piece by piece and can be watched as it grows
 */
public record AttemptCalls(ProviderRouter provider, boolean stream) {

  private static final Logger log = LoggerFactory.getLogger(AttemptCalls.class);

  private static final JobError UNEXPECTED =
      new JobError("internal_error", "The attempt failed unexpectedly.");

  Outcome make(RunningAttempt attempt) {
    return attempt
        .calling(() -> make(attempt, call(attempt.job())))
        .orElseGet(Outcome.Aborted::new);
  }

  private Outcome make(RunningAttempt attempt, ProviderCall call) {
    try {
      return stream ? provider.stream(call, attempt.answer()::take) : provider.complete(call);
    } catch (RuntimeException e) {
      log.error("{} failed unexpectedly", attempt, e);
      return new Outcome.Retryable(UNEXPECTED, null);
    }
  }

  private static ProviderCall call(ClaimedJob job) {
    return new ProviderCall(
        job.request(), Deadline.in(job.timeout()), new JobAttempt(job.id(), job.attempt()));
  }

  String providerName(ClaimedJob job) {
    return provider.providerName(job.request().model());
  }
}
