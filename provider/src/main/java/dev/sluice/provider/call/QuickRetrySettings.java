package dev.sluice.provider.call;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Repeats within one attempt, on connection trouble only.
 *
 * @param retries repeats after the first try; 0–10, 0 turns them off
 * @param minDelay shortest pause before a repeat
 * @param maxDelay longest pause; the pause is uniformly random between the two. Less than this left
 *     until the deadline: no repeat
 */
public record QuickRetrySettings(
    @DefaultValue("2") int retries,
    @DefaultValue("100ms") Duration minDelay,
    @DefaultValue("300ms") Duration maxDelay) {

  public QuickRetrySettings {
    if (retries < 0 || retries > 10) {
      throw new IllegalArgumentException(
          "sluice.provider.quick-retries: 0 <= retries <= 10 must hold");
    }
    if (minDelay.toMillis() < 1 || maxDelay.compareTo(minDelay) <= 0) {
      throw new IllegalArgumentException(
          "sluice.provider.quick-retries: 1 ms <= min-delay < max-delay must hold");
    }
  }
}
