package dev.sluice.webhooks.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a failed delivery is tried again. Each delay is drawn out by up to 20 %, so that what failed
 * together does not come back together; never shortened. An endpoint that asks for a longer wait
 * gets it, up to an hour, and the same jitter on top: it may have asked all at once for the same.
 *
 * @param delays the wait after the first failure, the second, …
 * @param random safe for all threads
 */
public record RetrySchedule(List<Duration> delays, RandomGenerator random) {

  public static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

  private static final double JITTER = 0.2;

  public RetrySchedule {
    delays = List.copyOf(delays);
  }

  /**
   * The wait before the next attempt; empty where there is none.
   *
   * @param failedAttempts failures so far, at least 1
   * @param retryAfter what the endpoint asked for
   */
  public Optional<Duration> next(int failedAttempts, Optional<Duration> retryAfter) {
    if (failedAttempts > delays.size()) {
      return Optional.empty();
    }
    Duration asked = retryAfter.orElse(Duration.ZERO);
    Duration granted = asked.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : asked;
    Duration planned = delays.get(failedAttempts - 1);
    Duration base = granted.compareTo(planned) > 0 ? granted : planned;
    return Optional.of(base.plusNanos((long) (planned.toNanos() * JITTER * random.nextDouble())));
  }
}
