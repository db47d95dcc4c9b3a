package dev.sluice.lease;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a worker proves that it is alive.
 *
 * @param term without a renewal for this long a worker counts as dead and its jobs go to others; a
 *     shorter term recovers sooner but mistakes more pauses for deaths
 * @param renewEvery at most a third of the term
 */
@ConfigurationProperties(prefix = "sluice.lease", ignoreUnknownFields = false)
public record LeaseProperties(
    @DefaultValue("20s") Duration term, @DefaultValue("5s") Duration renewEvery) {

  private static final double SAFE_SHARE = 0.6;

  public LeaseProperties {
    if (renewEvery.isNegative()
        || renewEvery.isZero()
        || renewEvery.multipliedBy(3).compareTo(term) > 0) {
      throw new IllegalArgumentException("sluice.lease: 0 < renew-every <= term / 3 must hold");
    }
  }

  /** Without a renewal for this long a worker stops by itself, well before others take over. */
  Duration safeFor() {
    return Duration.ofNanos((long) (term.toNanos() * SAFE_SHARE));
  }
}
