package dev.sluice.dispatcher.pick;

/**
 * The circuit breaker of a destination. Some failures in a row open it: nothing is sent for a
 * while, then one probe at a time. Each probe that fails doubles the wait up to a bound; any answer
 * that shows the destination alive closes it. Immutable; times are nanoseconds of one monotonic
 * clock.
 */
sealed interface Breaker {

  /** As metrics show it. */
  enum State {
    CLOSED,
    OPEN,
    /** A probe is under way, or goes with the next due delivery. */
    HALF_OPEN
  }

  /** The one of a destination that nothing is known of. */
  static Breaker initial() {
    return new Closed(0);
  }

  /**
   * Everything may be sent.
   *
   * @param failures in a row
   */
  record Closed(int failures) implements Breaker {}

  /**
   * Nothing is sent before {@code untilNanos}, then one probe.
   *
   * @param times how often it has opened since it was last closed
   */
  record Open(int times, long untilNanos) implements Breaker {

    private static Open of(int times, BreakerBounds bounds, long now) {
      return new Open(times, now + bounds.wait(times).toNanos());
    }
  }

  /** A probe is under way, and nothing else is sent. */
  record Probing(int times) implements Breaker {}

  /** After the end of an attempt; {@code probe} tells whether that was the probe. */
  default Breaker after(Verdict verdict, boolean probe, BreakerBounds bounds, long now) {
    return switch (verdict) {
      case RESPONSIVE, SLOW -> initial();
      case UNRESPONSIVE ->
          switch (this) {
            case Closed(int failures) when failures + 1 >= bounds.failures() ->
                Open.of(1, bounds, now);
            case Closed(int failures) -> new Closed(failures + 1);
            // The attempt began before the breaker opened.
            case Open open -> open;
            case Probing(int times) -> probe ? Open.of(times + 1, bounds, now) : this;
          };
      case UNKNOWN -> this instanceof Probing(int times) && probe ? new Open(times, now) : this;
    };
  }

  /** After a test or a retry by hand: a probe may go at once, and its failure adds no wait. */
  default Breaker asked(long now) {
    return this instanceof Open(int times, long until) && until - now > 0
        ? new Open(times - 1, now)
        : this;
  }

  /** After an attempt has begun. */
  default Breaker begun() {
    return this instanceof Open(int times, long _) ? new Probing(times) : this;
  }

  default State state(long now) {
    return switch (this) {
      case Closed _ -> State.CLOSED;
      case Open(int _, long until) when until - now > 0 -> State.OPEN;
      case Open _, Probing _ -> State.HALF_OPEN;
    };
  }

  /** Nanoseconds until something may be sent; not positive for now, without end during a probe. */
  default long waits(long now) {
    return switch (this) {
      case Closed _ -> 0;
      case Open(int _, long until) -> until - now;
      case Probing _ -> Long.MAX_VALUE;
    };
  }
}
