package dev.sluice.dispatcher.schedule;

import dev.sluice.webhooks.delivery.AttemptOutcome;
import dev.sluice.webhooks.delivery.Response;
import java.time.Duration;
import java.util.Optional;

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

  /**
   * What an attempt showed.
   *
   * @param outcome empty if it was stopped
   */
  public static Verdict of(Optional<AttemptOutcome> outcome, Duration took, Duration deadline) {
    Verdict verdict = outcome.map(Verdict::of).orElse(UNKNOWN);
    boolean slow = took.multipliedBy(SLOW_PART).compareTo(deadline) >= 0;
    return verdict == RESPONSIVE && slow ? SLOW : verdict;
  }

  private static Verdict of(AttemptOutcome outcome) {
    return switch (outcome.failure()) {
      case null -> RESPONSIVE;
      case DNS, CONNECT, TLS, TIMEOUT, TOO_LARGE, CLOSED -> UNRESPONSIVE;
      case HTTP_STATUS -> outcome.response() == null ? RESPONSIVE : of(outcome.response());
      case BLOCKED_ADDRESS, INVALID -> UNKNOWN;
    };
  }

  private static Verdict of(Response response) {
    return response.status() >= SERVER_ERROR || response.status() == TOO_MANY_REQUESTS
        ? UNRESPONSIVE
        : RESPONSIVE;
  }
}
