package dev.sluice.work;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with full jitter: before attempt n+1 the wait is uniform between zero and
 * {@code base · 2^(n-1)}, capped (Brooker, "Exponential Backoff And Jitter"). What the other side
 * asks for is a lower bound, on top of which the jitter is drawn.
 *
 * @param base upper bound of the first wait
 * @param cap upper bound of any wait, save one the other side asked for
 */
public record Backoff(Duration base, Duration cap, RandomGenerator random) {

  private static final int MAX_DOUBLINGS = 30;

  public Backoff {
    if (base.isNegative() || base.isZero() || cap.compareTo(base) < 0) {
      throw new IllegalArgumentException("0 < base <= cap must hold");
    }
  }

  /**
   * How long to wait after a failed attempt.
   *
   * @param failedAttempts attempts that failed so far, at least 1
   * @param notBefore what the other side asked for (Retry-After)
   */
  public Duration delay(int failedAttempts, Optional<Duration> notBefore) {
    int doublings = Math.min(Math.max(failedAttempts, 1) - 1, MAX_DOUBLINGS);
    long ceilingNanos = Math.min(cap.toNanos(), saturatedShift(base.toNanos(), doublings));
    Duration jittered = Duration.ofNanos(random.nextLong(ceilingNanos + 1));
    return notBefore.map(floor -> floor.plus(jittered)).orElse(jittered);
  }

  private static long saturatedShift(long value, int doublings) {
    return value > Long.MAX_VALUE >> doublings ? Long.MAX_VALUE - 1 : value << doublings;
  }
}
