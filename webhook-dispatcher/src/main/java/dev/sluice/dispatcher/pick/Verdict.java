package dev.sluice.dispatcher.pick;

import dev.sluice.dispatcher.send.Answer;
import dev.sluice.dispatcher.send.Outcome;
import java.time.Duration;

/** What an attempt shows of its destination, whatever it means for the delivery. */
public enum Verdict {
  /** It answered, and not with a failure of its own. */
  RESPONSIVE,
  /** The same, but it took at least a third of the deadline, so its permits are held for long. */
  SLOW,
  /** It could not be reached, did not answer, or answered that it cannot cope (5xx, 429). */
  UNRESPONSIVE,
  /** Nothing: the attempt was stopped, or nothing was sent. */
  UNKNOWN;

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final int SLOW_PART = 3;

  /** What the outcome shows; {@code took} is the attempt's duration. */
  public static Verdict of(Outcome outcome, Duration took, Duration deadline) {
    Verdict verdict = of(outcome);
    boolean slow = took.multipliedBy(SLOW_PART).compareTo(deadline) >= 0;
    return verdict == RESPONSIVE && slow ? SLOW : verdict;
  }

  private static Verdict of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Delivered _ -> RESPONSIVE;
      case Outcome.Aborted() -> UNKNOWN;
      case Outcome.Failed failed ->
          switch (failed.failure()) {
            case DNS, CONNECT, TLS, TIMEOUT, TOO_LARGE, CLOSED -> UNRESPONSIVE;
            case HTTP_STATUS -> failed.answer().map(Verdict::of).orElse(RESPONSIVE);
            case BLOCKED_ADDRESS, INVALID -> UNKNOWN;
          };
    };
  }

  private static Verdict of(Answer answer) {
    return answer.status() >= SERVER_ERROR || answer.status() == TOO_MANY_REQUESTS
        ? UNRESPONSIVE
        : RESPONSIVE;
  }
}
