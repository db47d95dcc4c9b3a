package dev.sluice.dispatcher.pick;

import dev.sluice.dispatcher.pick.Destination.Obstacle;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * What picking shows of itself; nothing by destination or tenant, of which there may be many.
 *
 * <ul>
 *   <li>{@code sluice.webhook.pick.skipped}: how often a destination (or tenant) with something due
 *       was passed over, by {@code reason}: {@code cap}, {@code rate}, {@code breaker}, {@code
 *       tenant}, {@code memory}
 *   <li>{@code sluice.webhook.pick.scan}: timer of looking for due destinations
 *   <li>{@code sluice.webhook.permits.held}: permits in use
 *   <li>{@code sluice.webhook.body.held}: bytes of bodies under way
 *   <li>{@code sluice.webhook.destinations}: destinations that this process knows
 *   <li>{@code sluice.webhook.breakers}: of these how many are, by {@code state}, {@code closed},
 *       {@code open}, {@code half_open}
 * </ul>
 */
public final class PickMeters {

  private final MeterRegistry registry;
  private final Map<Obstacle, Counter> skipped = new EnumMap<>(Obstacle.class);
  private final Counter tenantSkipped;
  private final Counter memorySkipped;
  private final Timer scans;

  public PickMeters(MeterRegistry registry) {
    this.registry = registry;
    for (Obstacle obstacle : Obstacle.values()) {
      if (obstacle != Obstacle.NONE) {
        skipped.put(obstacle, skipped(obstacle.name().toLowerCase(Locale.ROOT)));
      }
    }
    this.tenantSkipped = skipped("tenant");
    this.memorySkipped = skipped("memory");
    this.scans = registry.timer("sluice.webhook.pick.scan");
  }

  private Counter skipped(String reason) {
    return registry.counter("sluice.webhook.pick.skipped", "reason", reason);
  }

  void show(Picker picker) {
    Gauge.builder("sluice.webhook.permits.held", picker, Picker::held).register(registry);
    Gauge.builder("sluice.webhook.body.held", picker, Picker::heldBytes)
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("sluice.webhook.destinations", picker, Picker::known).register(registry);
    for (BreakerState state : BreakerState.values()) {
      Gauge.builder("sluice.webhook.breakers", picker, shown -> shown.breakers(state))
          .tag("state", state.wireName())
          .register(registry);
    }
  }

  void skipped(Obstacle obstacle) {
    Counter counter = skipped.get(obstacle);
    if (counter != null) {
      counter.increment();
    }
  }

  void tenantsSkipped(int count) {
    tenantSkipped.increment(count);
  }

  void shortOfBytes(int count) {
    memorySkipped.increment(count);
  }

  void scanned(Duration took) {
    scans.record(took);
  }
}
