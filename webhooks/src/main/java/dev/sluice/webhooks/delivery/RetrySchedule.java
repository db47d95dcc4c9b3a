package dev.sluice.webhooks.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a failed delivery is retried. Each delay is extended by up to 20 % of jitter and never
 * shortened. A longer delay that the endpoint asks for is granted, up to an hour, with the same
 * jitter.
 *
 * @param delays after the first failure, the second, …
 * @param random thread-safe
 */
public record RetrySchedule(List<Duration> delays, RandomGenerator random) {

  public static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

  private static final double JITTER = 0.2;

  public RetrySchedule {
    delays = List.copyOf(delays);
  }

  /**
   * The delay before the next attempt; empty if no attempts are left.
   *
   * @param failedAttempts at least 1
   * @param retryAfter the delay that the endpoint asked for
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
