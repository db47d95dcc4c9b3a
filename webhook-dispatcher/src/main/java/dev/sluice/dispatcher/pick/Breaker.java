package dev.sluice.dispatcher.pick;

import java.time.Duration;

/**
 * Whether a destination is worth sending to. After some failures in a row it opens: nothing is sent
 * for a while, then one probe at a time; each probe that fails doubles the wait up to a bound, and
 * any sign of life closes it. Immutable; times are nanoseconds of one monotonic clock.
 */
sealed interface Breaker {

  /** The one of a destination that nothing is known of. */
  static Breaker fresh() {
    return new Closed(0);
  }

  /**
   * All may go.
   *
   * @param failures in a row
   */
  record Closed(int failures) implements Breaker {}

  /**
   * Nothing goes before {@code untilNanos}, then one probe may.
   *
   * @param times how often it has opened since it was last closed
   */
  record Open(int times, long untilNanos) implements Breaker {}

  /** A probe is under way; nothing else goes. */
  record Probing(int times) implements Breaker {}

  /**
   * Its bounds.
   *
   * @param failures in a row that open it
   * @param firstWait doubled with every probe that fails
   * @param longestWait at most
   */
  record Bounds(int failures, Duration firstWait, Duration longestWait) {

    private static final int MOST_DOUBLINGS = 30;

    public Bounds {
      if (failures < 1 || !firstWait.isPositive() || longestWait.compareTo(firstWait) < 0) {
        throw new IllegalArgumentException(
            "breaker: failures >= 1 and 0 < first-wait <= longest-wait must hold");
      }
    }

    /** How long it stays open the n-th time in a row. */
    Duration wait(int times) {
      Duration wait = firstWait;
      for (int n = 1; n < Math.min(times, MOST_DOUBLINGS); n++) {
        wait = wait.multipliedBy(2);
        if (wait.compareTo(longestWait) > 0) {
          return longestWait;
        }
      }
      return wait;
    }

    private Breaker opened(int times, long now) {
      return new Open(times, now + wait(times).toNanos());
    }
  }

  /** After the end of an attempt; {@code probe} tells whether that was the one that probes. */
  default Breaker after(Verdict verdict, boolean probe, Bounds bounds, long now) {
    return switch (verdict) {
      case RESPONSIVE, SLOW -> fresh();
      case UNRESPONSIVE ->
          switch (this) {
            case Closed(int failures) when failures + 1 >= bounds.failures() ->
                bounds.opened(1, now);
            case Closed(int failures) -> new Closed(failures + 1);
            // Begun before it opened: tells nothing new.
            case Open open -> open;
            case Probing(int times) -> probe ? bounds.opened(times + 1, now) : this;
          };
      case UNKNOWN -> this instanceof Probing(int times) && probe ? new Open(times, now) : this;
    };
  }

  /** Somebody wants to know: a probe may go at once. One that fails prolongs nothing. */
  default Breaker asked(long now) {
    return this instanceof Open(int times, long until) && until - now > 0
        ? new Open(times - 1, now)
        : this;
  }

  /** Once a probe is under way; nothing changes where none was needed. */
  default Breaker probed() {
    return this instanceof Open(int times, long _) ? new Probing(times) : this;
  }
}
