package dev.sluice.provider.call;

import java.time.Duration;

/**
 * Repeats within one attempt, on connection trouble only.
 *
 * @param retries repeats after the first try; 0–10, 0 turns them off
 * @param minDelay shortest pause before a repeat
 * @param maxDelay longest pause; the pause is uniformly random between the two. Less than this left
 *     until the deadline: no repeat
 */
public record QuickRetrySettings(int retries, Duration minDelay, Duration maxDelay) {

  public QuickRetrySettings {
    if (retries < 0 || retries > 10) {
      throw new IllegalArgumentException("quick retries must be 0 to 10");
    }
    if (minDelay.toMillis() < 1 || maxDelay.compareTo(minDelay) <= 0) {
      throw new IllegalArgumentException("1 ms <= min-delay < max-delay must hold");
    }
  }
}
