package dev.sluice.dispatcher.send;

import java.time.Duration;
import java.util.Optional;

/** How one attempt ended. */
public sealed interface Outcome {

  /** The endpoint answered with a 2xx status. */
  record Delivered(Answer answer, Trace trace) implements Outcome {}

  /**
   * It did not.
   *
   * @param answer present exactly where there was a status
   * @param retryAfter the wait that the endpoint asked for, on 429 and 503
   */
  record Failed(
      FailureClass failure, Optional<Answer> answer, Optional<Duration> retryAfter, Trace trace)
      implements Outcome {

    static Failed without(FailureClass failure, Trace trace) {
      return new Failed(failure, Optional.empty(), Optional.empty(), trace);
    }
  }

  /** We stopped it; whether the endpoint has the event is not known. */
  record Aborted() implements Outcome {}
}
