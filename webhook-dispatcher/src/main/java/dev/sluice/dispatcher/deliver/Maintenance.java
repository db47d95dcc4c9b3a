package dev.sluice.dispatcher.deliver;

import dev.sluice.webhooks.WebhookProperties;
import dev.sluice.webhooks.delivery.DeliveryId;
import dev.sluice.webhooks.delivery.DeliveryQueue;
import dev.sluice.webhooks.delivery.Settlements;
import dev.sluice.webhooks.delivery.Sweeps;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases the deliveries of dead dispatchers, applies deferred outcomes to endpoints, sweeps, and
 * measures the backlog: {@code sluice.webhooks.due.age}, seconds, updated every 5 s.
 */
final class Maintenance implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Maintenance.class);
  private static final Duration MEASURE_EVERY = Duration.ofSeconds(5);
  private static final Duration SWEEP_ALL_EVERY = Duration.ofMinutes(5);

  private final DeliveryQueue deliveries;
  private final Settlements settlements;
  private final Sweeps sweeps;
  private final DueSignal due;
  private final WebhookProperties.Queue queue;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("webhook-maintenance").factory());
  private volatile Duration dueAge = Duration.ZERO;

  Maintenance(
      DeliveryQueue deliveries,
      Settlements settlements,
      Sweeps sweeps,
      DueSignal due,
      WebhookProperties.Queue queue,
      MeterRegistry meters) {
    this.deliveries = deliveries;
    this.settlements = settlements;
    this.sweeps = sweeps;
    this.due = due;
    this.queue = queue;
    Gauge.builder("sluice.webhooks.due.age", () -> dueAge.toMillis() / 1000.0)
        .baseUnit("seconds")
        .register(meters);
  }

  void start() {
    every(queue.reapEvery(), this::reap);
    every(queue.sweepEvery(), settlements::applyDeferred);
    every(queue.sweepEvery(), () -> sweep(sweeps::sweepRecent));
    every(SWEEP_ALL_EVERY, () -> sweep(sweeps::sweepAll));
    every(MEASURE_EVERY, () -> dueAge = deliveries.oldestDueAge());
  }

  private void every(Duration interval, Runnable task) {
    Runnable guarded =
        () -> {
          try {
            task.run();
          } catch (Throwable e) {
            // An exception, even an Error, would end the schedule.
            log.warn("maintenance failed, next try within {}: {}", interval, e.toString());
          }
        };
    var _ = executor.scheduleWithFixedDelay(guarded, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void sweep(Supplier<Sweeps.Moved> sweep) {
    if (sweep.get().released() > 0) {
      due.deliveriesDue();
    }
  }

  private void reap() {
    DeliveryQueue.Reaped reaped = deliveries.reap();
    if (reaped.due() > 0) {
      log.warn("{} deliveries of lost attempts will be due again in seconds", reaped.due());
    }
    for (DeliveryId id : reaped.failed()) {
      log.error("delivery={} failed: {} lost attempts in a row", id, DeliveryQueue.MAX_LOST + 1);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
