package dev.sluice.dispatcher.schedule;

/**
 * The circuit breaker of a destination. Consecutive failures open it: nothing is sent for a while,
 * then one probe at a time. Each failed probe doubles the wait up to a limit; a response closes it.
 * Immutable; times are nanoseconds of a monotonic clock.
 */
sealed interface Breaker {

  /** As metrics show it. */
  enum State {
    CLOSED,
    OPEN,
    /** A probe is running, or will be the next due delivery. */
    HALF_OPEN
  }

  static Breaker initial() {
    return new Closed(0);
  }

  /** Everything may be sent; so many consecutive failures so far. */
  record Closed(int failures) implements Breaker {}

  /**
   * Nothing is sent before {@code untilNanos}, then one probe.
   *
   * @param times how often it has opened since it was closed
   */
  record Open(int times, long untilNanos) implements Breaker {

    private static Open of(int times, BreakerBounds bounds, long now) {
      return new Open(times, now + bounds.wait(times).toNanos());
    }
  }

  /** A probe is running, and nothing else is sent. */
  record Probing(int times) implements Breaker {}

  /** After an attempt, which may have been the probe. */
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

  /** After a test or a manual retry: a probe may be sent at once; its failure adds no wait. */
  default Breaker asked(long now) {
    return this instanceof Open(int times, long until) && until - now > 0
        ? new Open(times - 1, now)
        : this;
  }

  /** After a probe has started. */
  default Breaker probing() {
    return this instanceof Open(int times, long _) ? new Probing(times) : this;
  }

  default State state(long now) {
    return switch (this) {
      case Closed _ -> State.CLOSED;
      case Open(int _, long until) when until - now > 0 -> State.OPEN;
      case Open _, Probing _ -> State.HALF_OPEN;
    };
  }

  /** Nanoseconds until something may be sent; not positive for now, unlimited during a probe. */
  default long waits(long now) {
    return switch (this) {
      case Closed _ -> 0;
      case Open(int _, long until) -> until - now;
      case Probing _ -> Long.MAX_VALUE;
    };
  }
}
