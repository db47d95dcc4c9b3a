package dev.sluice.dispatcher.deliver;

import dev.sluice.webhooks.delivery.DeliveryId;
import dev.sluice.webhooks.delivery.DeliveryQueue;
import dev.sluice.webhooks.delivery.Settlements;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every dispatcher does beside sending: gives back what dead ones held, tells endpoints the
 * outcomes for which they were locked, lets deliveries follow what became of their endpoints, and
 * looks how far behind the sending is ({@code sluice.webhook.due.age}, seconds, as of the last
 * look).
 */
final class Upkeep implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final Duration WHOLE_ROUND_EVERY = Duration.ofMinutes(5);

  private final DeliveryQueue deliveries;
  private final Settlements settlements;
  private final Sweeping sweeping;
  private final WebhookProperties.Queue queue;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("webhook-upkeep").factory());
  private volatile Duration dueAge = Duration.ZERO;

  Upkeep(
      DeliveryQueue deliveries,
      Settlements settlements,
      Sweeping sweeping,
      WebhookProperties.Queue queue,
      MeterRegistry meters) {
    this.deliveries = deliveries;
    this.settlements = settlements;
    this.sweeping = sweeping;
    this.queue = queue;
    Gauge.builder("sluice.webhook.due.age", () -> dueAge.toMillis() / 1000.0)
        .baseUnit("seconds")
        .register(meters);
  }

  void start() {
    every(queue.reapEvery(), this::reap);
    every(queue.sweepEvery(), settlements::carryOn);
    every(queue.sweepEvery(), sweeping::round);
    every(WHOLE_ROUND_EVERY, sweeping::wholeRound);
    every(LOOK_EVERY, () -> dueAge = deliveries.oldestDueAge());
  }

  private void every(Duration interval, Runnable task) {
    Runnable lasting =
        () -> {
          try {
            task.run();
          } catch (Throwable e) {
            // Whatever it is, even an Error, it must not end the schedule.
            log.warn("upkeep failed, next try within {}: {}", interval, e.toString());
          }
        };
    var _ = executor.scheduleWithFixedDelay(lasting, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void reap() {
    DeliveryQueue.Reaped reaped = deliveries.reap();
    if (reaped.due() > 0) {
      log.warn("{} deliveries of lost attempts are due again in some seconds", reaped.due());
    }
    for (DeliveryId id : reaped.failed()) {
      log.error(
          "delivery={} failed: {} attempts in a row were lost", id, DeliveryQueue.MAX_LOST + 1);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
