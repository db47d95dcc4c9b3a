package dev.sluice.provider.call;

import dev.sluice.provider.Outcome;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.Supplier;

/**
 * Meters of all providers: the timer {@code sluice.provider.calls} by {@code provider} and {@code
 * outcome} ({@code completed}, {@code deadline_passed}, {@code aborted}, {@code sink_failed} or an
 * error code), the gauge {@code sluice.provider.in.flight} and the counter {@code
 * sluice.provider.quick.retries}.
 */
public final class ProviderMetrics {

  private static final String PROVIDER = "provider";

  private final MeterRegistry registry;

  public ProviderMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void observeInFlight(String provider, Supplier<Number> inFlight) {
    Gauge.builder("sluice.provider.in.flight", inFlight)
        .description("Exchanges with a provider that hold a permit")
        .tag(PROVIDER, provider)
        .strongReference(true)
        .register(registry);
  }

  void retried(String provider) {
    registry.counter("sluice.provider.quick.retries", PROVIDER, provider).increment();
  }

  Outcome timed(String provider, Supplier<Outcome> call) {
    Timer.Sample sample = Timer.start(registry);
    String tag = "sink_failed";
    try {
      Outcome outcome = call.get();
      tag = tag(outcome);
      return outcome;
    } finally {
      sample.stop(
          Timer.builder("sluice.provider.calls")
              .description("Calls to a provider, waiting for a permit included")
              .tag(PROVIDER, provider)
              .tag("outcome", tag)
              .register(registry));
    }
  }

  private static String tag(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Completed _ -> "completed";
      case Outcome.Retryable retryable -> retryable.error().code();
      case Outcome.Permanent permanent -> permanent.error().code();
      case Outcome.DeadlinePassed _ -> "deadline_passed";
      case Outcome.Aborted _ -> "aborted";
    };
  }
}
