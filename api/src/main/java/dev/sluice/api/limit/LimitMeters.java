package dev.sluice.api.limit;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What the limits let through and refuse, and what that costs. */
@Component
final class LimitMeters {

  private final MeterRegistry meters;
  private final Map<BucketKind, Counter> admitted = new EnumMap<>(BucketKind.class);
  private final Map<BucketKind, Counter> refused = new EnumMap<>(BucketKind.class);
  private final Counter exchanges;
  private final Counter lostReservations;

  LimitMeters(MeterRegistry meters) {
    this.meters = meters;
    for (BucketKind kind : BucketKind.values()) {
      admitted.put(kind, verdicts(kind, "admitted"));
      refused.put(kind, verdicts(kind, "refused"));
    }
    this.exchanges =
        Counter.builder("sluice.limits.exchanges")
            .description("Round trips that squared this replica's leases with the shared buckets")
            .register(meters);
    this.lostReservations =
        Counter.builder("sluice.limits.reservations.lost")
            .description("Charged jobs that could not be recorded; they are not refunded")
            .register(meters);
  }

  private Counter verdicts(BucketKind kind, String outcome) {
    return Counter.builder("sluice.limits.requests")
        .description("What buckets were asked for, by bucket and outcome")
        .tag("bucket", kind.wireName())
        .tag("outcome", outcome)
        .register(meters);
  }

  void watch(LeaseSync sync) {
    Gauge.builder("sluice.limits.shared", sync, it -> it.isAlone() ? 0 : 1)
        .description("1 while limits are shared with other replicas, 0 while each keeps its part")
        .register(meters);
    Gauge.builder("sluice.limits.replicas", sync, LeaseSync::replicas)
        .description("Replicas that this one knows of, itself included")
        .register(meters);
  }

  void count(BucketKind kind, Verdict verdict) {
    switch (verdict) {
      case Verdict.Granted _ -> counter(admitted, kind).increment();
      case Verdict.Refused _ -> counter(refused, kind).increment();
      case Verdict.Closed _ -> {}
    }
  }

  private static Counter counter(Map<BucketKind, Counter> counters, BucketKind kind) {
    return requireNonNull(counters.get(kind));
  }

  void exchanged() {
    exchanges.increment();
  }

  void lostReservation() {
    lostReservations.increment();
  }
}
