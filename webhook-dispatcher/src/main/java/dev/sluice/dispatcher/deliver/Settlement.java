package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.send.Answer;
import dev.sluice.dispatcher.send.FailureClass;
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
      Claim claim, Instant startedAt, Duration took, Optional<Answer> answer, Next next)
      implements Settlement {}

  /** Where the delivery goes from here. */
  sealed interface Next {

    record Delivered() implements Next {}

    record Retry(FailureClass failure, Duration in) implements Next {}

    record GivenUp(FailureClass failure) implements Next {}
  }
}
