package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.send.Answer;
import dev.sluice.dispatcher.send.FailureClass;
import dev.sluice.dispatcher.send.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What an attempt makes of its delivery. */
sealed interface Settlement {

  Claim claim();

  /** No outcome is known: the delivery is due again at once, and the attempt does not count. */
  record HandedBack(Claim claim) implements Settlement {}

  /** The attempt had an outcome, which goes into the log with it. */
  record Attempted(
      Claim claim,
      Instant startedAt,
      Duration took,
      Trace trace,
      Optional<Answer> answer,
      Next next)
      implements Settlement {

    /**
     * The same without what came from outside, the status apart: for a database that refuses it.
     */
    Attempted withoutContent() {
      return new Attempted(
          claim,
          startedAt,
          took,
          Trace.NONE,
          answer.map(from -> new Answer(from.status(), new byte[0], true)),
          next);
    }
  }

  /** Where the delivery goes from here. */
  sealed interface Next {

    record Delivered() implements Next {}

    record Retry(FailureClass failure, Duration in) implements Next {}

    record GivenUp(FailureClass failure) implements Next {}

    /** The endpoint answered that it is gone: it is disabled, and the delivery is held. */
    record Held() implements Next {}

    /**
     * It could not be sent for reasons of ours, which says nothing about the endpoint.
     *
     * @param retryIn empty where no other attempt would fare better, or none is left
     */
    record Unusable(Optional<Duration> retryIn) implements Next {}
  }
}
