package dev.sluice.dispatcher.replay;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How fast replays go. All bounds hold over all dispatchers together.
 *
 * @param perSecond deliveries that one replay queues in a second, averaged; at most a second's
 *     worth at once
 * @param maxDue no replay queues more for an endpoint while so many deliveries are due there, its
 *     own and others': an event that happens now waits behind no more than these
 * @param maxLooked rows that one step looks at, whether they fit or not; bounds how long it takes
 * @param stepEvery the wait between two steps
 * @param idleEvery how often replays are looked for while none is running
 */
@ConfigurationProperties(prefix = "sluice.replay", ignoreUnknownFields = false)
public record ReplayProperties(
    @DefaultValue("200") int perSecond,
    @DefaultValue("100") int maxDue,
    @DefaultValue("5000") int maxLooked,
    @DefaultValue("100ms") Duration stepEvery,
    @DefaultValue("1s") Duration idleEvery) {

  public ReplayProperties {
    if (perSecond < 1 || maxDue < 1 || maxLooked < 1) {
      throw new IllegalArgumentException("sluice.replay: every bound is positive");
    }
    if (!stepEvery.isPositive() || idleEvery.compareTo(stepEvery) < 0) {
      throw new IllegalArgumentException("sluice.replay: 0 < step-every <= idle-every must hold");
    }
  }
}
