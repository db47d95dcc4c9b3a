package dev.sluice.dispatcher.pick;

import dev.sluice.dispatcher.send.Answer;
import dev.sluice.dispatcher.send.FailureClass;
import dev.sluice.dispatcher.send.Outcome;
import java.time.Duration;
import java.util.Optional;

/** What an attempt tells of its destination, whatever it means for the delivery. */
public enum Verdict {
  /** It answered, and not that it is in trouble. */
  RESPONSIVE,
  /**
   * The same, but it took a third of the deadline or more, or was cut by it: alive, and yet what
   * goes to it holds its permit nearly as long as what goes to one that hangs.
   */
  SLOW,
  /** It could not be reached, did not answer, or answered that it cannot cope (5xx, 429). */
  UNRESPONSIVE,
  /** Nothing: the attempt was stopped, or nothing was sent. */
  UNKNOWN;

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final int SLOW_PART = 3;

  /**
   * What the outcome tells.
   *
   * @param took from the beginning of the attempt to its end
   * @param deadline by which it would have been ended
   */
  public static Verdict of(Outcome outcome, Duration took, Duration deadline) {
    Verdict verdict = of(outcome);
    boolean slow = took.multipliedBy(SLOW_PART).compareTo(deadline) >= 0;
    return verdict == RESPONSIVE && slow ? SLOW : verdict;
  }

  private static Verdict of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Delivered _ -> RESPONSIVE;
      case Outcome.Aborted() -> UNKNOWN;
      case Outcome.Failed failed -> of(failed.failure(), failed.answer());
    };
  }

  private static Verdict of(FailureClass failure, Optional<Answer> answer) {
    return switch (failure) {
      case DNS, CONNECT, TLS, TIMEOUT, TOO_LARGE, CLOSED -> UNRESPONSIVE;
      case HTTP_STATUS ->
          answer.map(Answer::status).filter(Verdict::isTrouble).isPresent()
              ? UNRESPONSIVE
              : RESPONSIVE;
      case BLOCKED_ADDRESS, INVALID -> UNKNOWN;
    };
  }

  private static boolean isTrouble(int status) {
    return status >= SERVER_ERROR || status == TOO_MANY_REQUESTS;
  }
}
