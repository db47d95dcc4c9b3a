package dev.sluice.dispatcher.send;

import dev.sluice.webhooks.delivery.FailureClass;
import dev.sluice.webhooks.delivery.Response;
import dev.sluice.webhooks.delivery.Trace;
import java.time.Duration;
import java.util.Optional;

/** The outcome of one attempt. */
public sealed interface Outcome {

  /** The receiver responded with a 2xx status. */
  record Delivered(Response response, Trace trace) implements Outcome {}

  /**
   * The attempt failed.
   *
   * @param response present if there was a status
   * @param retryAfter the delay that a 429 or 503 asked for
   */
  record Failed(
      FailureClass failure, Optional<Response> response, Optional<Duration> retryAfter, Trace trace)
      implements Outcome {

    static Failed without(FailureClass failure, Trace trace) {
      return new Failed(failure, Optional.empty(), Optional.empty(), trace);
    }
  }

  /** The attempt was stopped; whether the receiver has the event is unknown. */
  record Aborted() implements Outcome {}
}
