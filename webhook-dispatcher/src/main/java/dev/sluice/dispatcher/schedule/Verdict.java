package dev.sluice.dispatcher.schedule;

import dev.sluice.dispatcher.send.Outcome;
import dev.sluice.webhooks.delivery.Response;
import java.time.Duration;

/** What an attempt shows about its destination, regardless of the delivery. */
public enum Verdict {
  /** It responded, and not with a failure of its own. */
  RESPONSIVE,
  /** It responded, but after at least a third of the deadline, so it occupies permits for long. */
  SLOW,
  /** It could not be reached, did not respond, or responded that it cannot cope (5xx, 429). */
  UNRESPONSIVE,
  /** The attempt was stopped, or nothing was sent. */
  UNKNOWN;

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final int SLOW_PART = 3;

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
            case HTTP_STATUS -> failed.response().map(Verdict::of).orElse(RESPONSIVE);
            case BLOCKED_ADDRESS, INVALID -> UNKNOWN;
          };
    };
  }

  private static Verdict of(Response response) {
    return response.status() >= SERVER_ERROR || response.status() == TOO_MANY_REQUESTS
        ? UNRESPONSIVE
        : RESPONSIVE;
  }
}
