package dev.sluice.processor.run;

import dev.sluice.job.Transition;
import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.processor.settle.Settled;
import dev.sluice.provider.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Writes one structured log line per attempt, and the attempt's metrics. */
@Component
final class AttemptLog {

  private static final Logger log = LoggerFactory.getLogger("dev.sluice.attempt");

  private final MeterRegistry meters;
  private final Clock clock;

  AttemptLog(MeterRegistry meters, Clock clock) {
    this.meters = meters;
    this.clock = clock;
  }

  Entry begin(ClaimedJob job, String provider) {
    return new Entry(job, provider);
  }

  final class Entry {

    private final ClaimedJob job;
    private final String provider;
    private final long begunAt = System.nanoTime();
    private String outcome = "none";
    private long answeredAt;

    private Entry(ClaimedJob job, String provider) {
      this.job = job;
      this.provider = provider;
    }

    void answered(Outcome answer) {
      answeredAt = System.nanoTime();
      outcome =
          switch (answer) {
            case Outcome.Completed _ -> "completed";
            case Outcome.Retryable retryable -> retryable.error().code();
            case Outcome.Permanent permanent -> permanent.error().code();
            case Outcome.DeadlinePassed _ -> "timeout";
            case Outcome.Aborted _ -> "aborted";
          };
    }

    void settled(Transition.To to, Settled settled) {
      write(to.next().status().wireName(), settled.name().toLowerCase(Locale.ROOT));
      if (settled == Settled.SETTLED && to.next().status().isTerminal()) {
        Timer.builder("sluice.job.duration")
            .description("Time from acceptance to the end of a job")
            .tag("status", to.next().status().wireName())
            .register(meters)
            .record(Duration.between(job.createdAt(), clock.instant()));
      }
    }

    /** The job no longer belongs to this worker, so nothing was written. */
    void abandoned() {
      write("unknown", "abandoned");
    }

    private void write(String status, String settle) {
      log.info(
          "attempt job={} tenant={} attempt={} provider={} outcome={} status={} settle={}"
              + " provider_ms={} settle_ms={}",
          job.id(),
          job.tenant(),
          job.attempt(),
          provider,
          outcome,
          status,
          settle,
          (answeredAt - begunAt) / 1_000_000,
          (System.nanoTime() - answeredAt) / 1_000_000);
    }
  }
}
