package dev.sluice.dispatcher.deliver;

import dev.sluice.webhooks.delivery.DeliveryId;
import dev.sluice.webhooks.delivery.DeliveryQueue;
import dev.sluice.webhooks.delivery.Settlements;
import dev.sluice.webhooks.delivery.Sweeps;
import dev.sluice.work.LoopThread;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Releases the deliveries of dead dispatchers, applies deferred outcomes to endpoints, sweeps, and
 * measures the backlog: {@code sluice.webhooks.due.age}, seconds, updated every 5 s. Each on a
 * thread of its own: what fails or takes long does not delay the others.
 */
@Component
final class Maintenance implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Maintenance.class);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration MEASURE_EVERY = Duration.ofSeconds(5);
  private static final Duration SWEEP_ALL_EVERY = Duration.ofMinutes(5);

  private final DeliveryQueue deliveries;
  private final DueSignal due;
  private final List<LoopThread> loops;
  private volatile Duration dueAge = Duration.ZERO;

  Maintenance(
      DeliveryQueue deliveries,
      Settlements settlements,
      Sweeps sweeps,
      DueSignal due,
      MeterRegistry meters) {
    this.deliveries = deliveries;
    this.due = due;
    this.loops =
        List.of(
            LoopThread.every(EVERY, "webhook-reap", this::reap),
            LoopThread.every(EVERY, "webhook-deferred", settlements::applyDeferred),
            LoopThread.every(EVERY, "webhook-sweep", () -> swept(sweeps.sweepRecent())),
            LoopThread.every(SWEEP_ALL_EVERY, "webhook-sweep-all", () -> swept(sweeps.sweepAll())),
            LoopThread.every(MEASURE_EVERY, "webhook-measure", this::measure));
    Gauge.builder("sluice.webhooks.due.age", () -> dueAge.toMillis() / 1000.0)
        .baseUnit("seconds")
        .register(meters);
  }

  @PostConstruct
  void start() {
    loops.forEach(LoopThread::start);
    loops.forEach(LoopThread::wake);
  }

  private void swept(Sweeps.Moved moved) {
    if (moved.released() > 0) {
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

  private void measure() {
    dueAge = deliveries.oldestDueAge();
  }

  @Override
  public void close() {
    loops.forEach(LoopThread::close);
  }
}
