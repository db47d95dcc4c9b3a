package dev.sluice.processor.run;

import dev.sluice.chat.ChatResult;
import dev.sluice.job.JobError;
import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.provider.Deadline;
import dev.sluice.provider.JobAttempt;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderCall;
import dev.sluice.provider.ProviderRouter;
import dev.sluice.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Calls the provider for an attempt, within the job's timeout. The outcome is {@link
 * Outcome.Aborted} when the attempt is cancelled or its thread is interrupted, and {@link
 * Outcome.Retryable} when the provider client throws.
 */
@Component
class AttemptCalls {

  private static final Logger log = LoggerFactory.getLogger(AttemptCalls.class);

  private static final JobError UNEXPECTED =
      new JobError("internal_error", "The attempt failed unexpectedly.");

  private final ProviderRouter provider;
  private final RunProperties properties;

  AttemptCalls(ProviderRouter provider, RunProperties properties) {
    this.provider = provider;
    this.properties = properties;
  }

  Outcome call(RunningAttempt attempt) {
    ClaimedJob job = attempt.job();
    ProviderCall call =
        new ProviderCall(
            job.request(), Deadline.in(job.timeout()), new JobAttempt(job.id(), job.attempt()));
    return attempt.calling(() -> call(attempt, call)).orElseGet(Outcome.Aborted::new);
  }

  private Outcome call(RunningAttempt attempt, ProviderCall call) {
    try {
      return properties.stream()
          ? provider.stream(call, attempt.answer()::append)
          : provider.complete(call);
    } catch (RuntimeException e) {
      log.error("{} failed unexpectedly", attempt, e);
      return new Outcome.Retryable(UNEXPECTED, null);
    }
  }

  /** The answer as the document that the job's row stores; empty when it is too large. */
  Optional<String> document(ChatResult answer) {
    // A model that was cut off inside a surrogate pair leaves an unpaired one. UTF-8 cannot hold
    // that, so it becomes a question mark.
    byte[] bytes = Json.mapper().writeValueAsString(answer).getBytes(StandardCharsets.UTF_8);
    return bytes.length > properties.maxResultSize().toBytes()
        ? Optional.empty()
        : Optional.of(new String(bytes, StandardCharsets.UTF_8));
  }

  String providerName(ClaimedJob job) {
    return provider.providerName(job.request().model());
  }
}
