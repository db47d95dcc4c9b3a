package dev.sluice.dispatcher.pick;

import java.time.Duration;

/**
 * When circuit breakers open, and for how long.
 *
 * @param failures in a row that open one
 * @param firstWait until the first probe; doubled with every probe that fails
 * @param longestWait at most
 */
public record BreakerBounds(int failures, Duration firstWait, Duration longestWait) {

  public static final BreakerBounds DEFAULT =
      new BreakerBounds(5, Duration.ofSeconds(1), Duration.ofMinutes(5));

  private static final int MAX_DOUBLINGS = 30;

  /** How long a breaker stays open that opens for the n-th time in a row. */
  Duration wait(int times) {
    Duration wait = firstWait.multipliedBy(1L << Math.min(times - 1, MAX_DOUBLINGS));
    return wait.compareTo(longestWait) < 0 ? wait : longestWait;
  }
}
