package dev.sluice.provider;

import static java.util.Objects.requireNonNull;

import dev.sluice.chat.ModelRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One call.
 *
 * @param deadline bounds everything: waiting for a permit, connecting, quick retries, the answer
 * @param attempt on whose behalf; absent for a call outside a job
 * @param patience how long it waits for a permit before it ends in {@code provider_busy}; absent
 *     for up to the deadline
 */
public record ProviderCall(
    ModelRequest request,
    Deadline deadline,
    @Nullable JobAttempt attempt,
    @Nullable Duration patience) {

  /** A call that waits for a permit up to its deadline. */
  public ProviderCall(ModelRequest request, Deadline deadline, @Nullable JobAttempt attempt) {
    this(request, deadline, attempt, null);
  }

  public ProviderCall {
    requireNonNull(request);
    requireNonNull(deadline);
  }
}
