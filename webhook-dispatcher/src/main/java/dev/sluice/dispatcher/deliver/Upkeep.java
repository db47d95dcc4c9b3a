package dev.sluice.dispatcher.deliver;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every dispatcher does beside sending: gives back what dead ones held, and looks how far
 * behind the sending is ({@code sluice.webhook.due.age}, seconds, as of the last look).
 */
final class Upkeep implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private final Deliveries deliveries;
  private final DueDeliveries due;
  private final Duration reapEvery;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("webhook-upkeep").factory());
  private volatile Duration dueAge = Duration.ZERO;

  Upkeep(Deliveries deliveries, DueDeliveries due, Duration reapEvery, MeterRegistry meters) {
    this.deliveries = deliveries;
    this.due = due;
    this.reapEvery = reapEvery;
    Gauge.builder("sluice.webhook.due.age", () -> dueAge.toMillis() / 1000.0)
        .baseUnit("seconds")
        .register(meters);
  }

  void start() {
    every(reapEvery, this::reap);
    every(LOOK_EVERY, () -> dueAge = deliveries.oldestDueAge());
  }

  private void every(Duration interval, Runnable task) {
    Runnable lasting =
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            // Whatever it is, it must not end the schedule.
            log.warn("upkeep failed, next try within {}: {}", interval, e.toString());
          }
        };
    var _ = executor.scheduleWithFixedDelay(lasting, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void reap() {
    int reaped = deliveries.reap();
    if (reaped > 0) {
      log.warn("{} deliveries of lost attempts are due again", reaped);
      due.arrived();
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
