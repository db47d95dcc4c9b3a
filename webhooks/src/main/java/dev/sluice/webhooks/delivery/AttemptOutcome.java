package dev.sluice.webhooks.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one attempt.
 *
 * @param failure null if the receiver responded with a 2xx status
 * @param response null if there was no status
 * @param retryAfter the delay that a 429 or 503 asked for; null for none
 */
public record AttemptOutcome(
    @Nullable FailureClass failure,
    @Nullable Response response,
    @Nullable Duration retryAfter,
    Trace trace) {

  /** A failure without a response. */
  public static AttemptOutcome failed(FailureClass failure, Trace trace) {
    return new AttemptOutcome(failure, null, null, trace);
  }
}
