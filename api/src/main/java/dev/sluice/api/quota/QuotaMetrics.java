package dev.sluice.api.quota;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Counts what the limits grant and deny, and the round trips for it. */
@Component
final class QuotaMetrics {

  private final MeterRegistry registry;
  private final Map<BucketKind, Counter> admitted = new EnumMap<>(BucketKind.class);
  private final Map<BucketKind, Counter> refused = new EnumMap<>(BucketKind.class);
  private final Counter exchanges;
  private final Counter lostReservations;

  QuotaMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (BucketKind kind : BucketKind.values()) {
      admitted.put(kind, decisions(kind, "admitted"));
      refused.put(kind, decisions(kind, "refused"));
    }
    this.exchanges =
        Counter.builder("sluice.limits.exchanges")
            .description("Round trips that reconciled leases with the shared buckets")
            .register(registry);
    this.lostReservations =
        Counter.builder("sluice.limits.reservations.lost")
            .description("Charged jobs whose reservation could not be stored; they get no refund")
            .register(registry);
  }

  private Counter decisions(BucketKind kind, String outcome) {
    return Counter.builder("sluice.limits.requests")
        .description("Requests to buckets by outcome")
        .tag("bucket", kind.wireName())
        .tag("outcome", outcome)
        .register(registry);
  }

  void observe(LeaseReconciler reconciler) {
    Gauge.builder("sluice.limits.shared", reconciler, it -> it.peers().degraded() ? 0 : 1)
        .description("1 while limits are shared among replicas, 0 while each grants its share")
        .register(registry);
    Gauge.builder("sluice.limits.replicas", reconciler, it -> it.peers().replicas())
        .description("Known replicas, this one included")
        .register(registry);
  }

  void count(BucketKind kind, Decision decision) {
    switch (decision) {
      case Decision.Granted _ -> requireNonNull(admitted.get(kind)).increment();
      case Decision.Denied _ -> requireNonNull(refused.get(kind)).increment();
      case Decision.Pending _ -> {}
    }
  }

  void reconciled() {
    exchanges.increment();
  }

  void lostReservation() {
    lostReservations.increment();
  }
}
