package dev.sluice.dispatcher.schedule;

import java.time.Duration;

/**
 * When circuit breakers open, and for how long.
 *
 * @param failures consecutive failures that open a breaker
 * @param firstWait until the first probe; doubled by every failed probe
 * @param longestWait the maximum
 */
public record BreakerBounds(int failures, Duration firstWait, Duration longestWait) {

  public static final BreakerBounds DEFAULT =
      new BreakerBounds(5, Duration.ofSeconds(1), Duration.ofMinutes(5));

  private static final int MAX_DOUBLINGS = 30;

  /** How long a breaker stays open when it opens for the n-th time in a row. */
  Duration wait(int times) {
    Duration wait = firstWait.multipliedBy(1L << Math.min(times - 1, MAX_DOUBLINGS));
    return wait.compareTo(longestWait) < 0 ? wait : longestWait;
  }
}
