package dev.sluice.dispatcher.pick;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How permits are shared among destinations and tenants ({@code sluice.webhook.pick}).
 *
 * @param firstWindow deliveries at the same time to a destination that is not known yet; every sign
 *     of life allows one more, up to permits-per-endpoint, every slow answer leads one back, and
 *     every sign of trouble leaves one
 * @param tenantShare part of the permits, and of the memory, that a tenant may hold while others
 *     wait
 * @param reserve part of the permits, and of the memory, that only destinations in good standing or
 *     with nothing under way may use, the fewer each the less of it is left
 * @param bodyMemory bytes of bodies under way, all together; deliveries beyond it wait as they are.
 *     A destination gets a quarter of it. At least 16 MB, as one body may have 8 MiB
 * @param breakerFailures failures in a row (no connection, no answer, 5xx, 429) after which a
 *     destination is left alone for a while
 * @param breakerFirstWait for how long, at first; doubled with every probe that fails
 * @param breakerLongestWait at most this
 */
public record PickProperties(
    @DefaultValue("4") int firstWindow,
    @DefaultValue("0.5") double tenantShare,
    @DefaultValue("0.25") double reserve,
    @DefaultValue("64MB") DataSize bodyMemory,
    @DefaultValue("5") int breakerFailures,
    @DefaultValue("1s") Duration breakerFirstWait,
    @DefaultValue("5m") Duration breakerLongestWait) {

  private static final DataSize LEAST_MEMORY = DataSize.ofMegabytes(16);

  public PickProperties {
    if (firstWindow < 1 || !(tenantShare > 0 && tenantShare <= 1)) {
      throw new IllegalArgumentException(
          "sluice.webhook.pick: first-window >= 1 and 0 < tenant-share <= 1 must hold");
    }
    if (!(reserve >= 0 && reserve < 1) || bodyMemory.compareTo(LEAST_MEMORY) < 0) {
      throw new IllegalArgumentException(
          "sluice.webhook.pick: 0 <= reserve < 1 and body-memory >= 16MB must hold");
    }
    var _ = new Breaker.Bounds(breakerFailures, breakerFirstWait, breakerLongestWait);
  }

  Breaker.Bounds breaker() {
    return new Breaker.Bounds(breakerFailures, breakerFirstWait, breakerLongestWait);
  }
}
