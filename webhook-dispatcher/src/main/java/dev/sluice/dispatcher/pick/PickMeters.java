package dev.sluice.dispatcher.pick;

import static java.util.stream.Collectors.toMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Meters of picking; none by destination or tenant, as there may be many.
 *
 * <ul>
 *   <li>{@code sluice.webhook.pick.skipped}: how often a destination or tenant with something due
 *       was skipped, by {@code reason}, see {@link SkipReason}
 *   <li>{@code sluice.webhook.pick.scan}: timer of the scans for due destinations
 *   <li>{@code sluice.webhook.permits.held}: permits in use
 *   <li>{@code sluice.webhook.body.held}: bytes of bodies under way
 *   <li>{@code sluice.webhook.destinations}: destinations that this process knows
 *   <li>{@code sluice.webhook.breakers}: of these how many are, by {@code state}, {@code closed},
 *       {@code open}, {@code half_open}
 * </ul>
 */
public final class PickMeters {

  private final MeterRegistry registry;
  private final Map<SkipReason, Counter> skipped;
  private final Timer scans;

  public PickMeters(MeterRegistry registry) {
    this.registry = registry;
    this.skipped =
        Stream.of(SkipReason.values())
            .collect(
                toMap(
                    reason -> reason,
                    reason ->
                        registry.counter(
                            "sluice.webhook.pick.skipped", "reason", wireName(reason))));
    this.scans = registry.timer("sluice.webhook.pick.scan");
  }

  private static String wireName(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  void show(Picker picker) {
    Gauge.builder("sluice.webhook.permits.held", picker, shown -> shown.used().permits())
        .register(registry);
    Gauge.builder("sluice.webhook.body.held", picker, shown -> shown.used().bytes())
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("sluice.webhook.destinations", picker, Picker::known).register(registry);
    for (Breaker.State state : Breaker.State.values()) {
      Gauge.builder("sluice.webhook.breakers", picker, shown -> shown.breakers(state))
          .tag("state", wireName(state))
          .register(registry);
    }
  }

  void skipped(SkipReason reason, int count) {
    Counter counter = skipped.get(reason);
    if (counter != null) {
      counter.increment(count);
    }
  }

  void scanned(Duration took) {
    scans.record(took);
  }
}
