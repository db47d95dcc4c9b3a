package dev.sluice.api.limit;

import java.time.Duration;

/** Whether a bucket gave what was asked of it. */
sealed interface Verdict {

  /** It did. */
  record Granted() implements Verdict {}

  /** It has not that much; it would have after {@code retryAfter}. */
  record Refused(Duration retryAfter) implements Verdict {}

  /** This replica no longer keeps this bucket; another object stands for it. */
  record Closed() implements Verdict {}

  Verdict GRANTED = new Granted();
  Verdict CLOSED = new Closed();
}
