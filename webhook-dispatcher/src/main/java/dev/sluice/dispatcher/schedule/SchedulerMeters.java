package dev.sluice.dispatcher.schedule;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Metrics of the scheduler; none by destination or tenant, as there may be many.
 *
 * <ul>
 *   <li>{@code sluice.webhooks.skipped}: counter of skipped destinations and tenants with due
 *       deliveries, by {@code reason}, see {@link Skip}
 *   <li>{@code sluice.webhooks.permits.used}: permits in use
 *   <li>{@code sluice.webhooks.body.bytes}: total size of the bodies of running attempts
 *   <li>{@code sluice.webhooks.breakers}: destinations by {@code state} of their circuit breakers:
 *       {@code closed}, {@code open}, {@code half_open}
 * </ul>
 */
final class SchedulerMeters {

  /** Why a destination with due deliveries, or a tenant, gets no permit. */
  enum Skip {
    /** It has as many running attempts as its window permits. */
    CAP,
    RATE,
    BREAKER,
    /** Its tenant has its share, and others wait. */
    TENANT,
    MEMORY
  }

  private final Map<Skip, Counter> skipped = new EnumMap<>(Skip.class);

  SchedulerMeters(MeterRegistry registry, DeliveryScheduler scheduler) {
    for (Skip reason : Skip.values()) {
      skipped.put(reason, registry.counter("sluice.webhooks.skipped", "reason", tag(reason)));
    }
    Gauge.builder("sluice.webhooks.permits.used", scheduler, it -> it.used().permits())
        .register(registry);
    Gauge.builder("sluice.webhooks.body.bytes", scheduler, it -> it.used().bytes())
        .baseUnit("bytes")
        .register(registry);
    for (Breaker.State state : Breaker.State.values()) {
      Gauge.builder("sluice.webhooks.breakers", scheduler, it -> it.breakers(state))
          .tag("state", tag(state))
          .register(registry);
    }
  }

  private static String tag(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  void skipped(Skip reason, int count) {
    requireNonNull(skipped.get(reason)).increment(count);
  }
}
