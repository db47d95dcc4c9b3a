package dev.sluice.provider;

import static java.util.Objects.requireNonNull;

import dev.sluice.chat.ChatRequest;
import org.jspecify.annotations.Nullable;

/**
 * One call.
 *
 * @param deadline bounds everything: waiting for a permit, connecting, quick retries, the answer
 * @param attempt on whose behalf; absent for a call outside a job
 */
public record ProviderCall(ChatRequest request, Deadline deadline, @Nullable JobAttempt attempt) {

  public ProviderCall {
    requireNonNull(request);
    requireNonNull(deadline);
  }
}
