package dev.sluice.dispatcher.replay;

import dev.sluice.dispatcher.deliver.DueDeliveries;
import dev.sluice.webhooks.replay.ReplaySteps;
import dev.sluice.webhooks.replay.StepOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Executes running replays, each a step at a time, together with all other dispatchers. A replay
 * whose dispatcher is gone is continued by the next one that finds it.
 *
 * <ul>
 *   <li>{@code sluice.replay.running}: gauge, replays that run, as of the last round; counted up to
 *       {@value #MAX_AT_ONCE}
 *   <li>{@code sluice.replay.queued}: counter, deliveries queued by this process
 * </ul>
 */
final class ReplayRunner implements SmartLifecycle {

  /** After sending, before the listeners; so it stops before sending does. */
  private static final int PHASE = 100;

  private static final int MAX_AT_ONCE = 100;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(ReplayRunner.class);

  private final ReplaySteps steps;
  private final ReplayProperties properties;
  private final DueDeliveries due;
  private final Counter queued;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("webhook-replay").factory());
  private volatile int running;
  private volatile boolean started;

  ReplayRunner(
      ReplaySteps steps, ReplayProperties properties, DueDeliveries due, MeterRegistry meters) {
    this.steps = steps;
    this.properties = properties;
    this.due = due;
    this.queued = meters.counter("sluice.replay.queued");
    Gauge.builder("sluice.replay.running", () -> running).register(meters);
  }

  private void round() {
    boolean any = false;
    try {
      List<UUID> replays = steps.running(MAX_AT_ONCE);
      running = replays.size();
      any = !replays.isEmpty();
      replays.forEach(this::step);
      steps.addOutcomes();
    } catch (Throwable e) {
      // Whatever it is, even an Error, it must not end the rounds.
      log.warn("replays failed, next try within {}: {}", properties.idleEvery(), e.toString());
    }
    again(any ? properties.stepEvery() : properties.idleEvery());
  }

  private void step(UUID replay) {
    if (!started) {
      return;
    }
    try {
      switch (steps.take(replay)) {
        case StepOutcome.Waited() -> {}
        case StepOutcome.Advanced(int count) -> count(count);
        case StepOutcome.Completed(int count) -> {
          count(count);
          log.info("replay={} completed", replay);
        }
        case StepOutcome.Cancelled() ->
            log.info("replay={} cancelled: its endpoint is deleted", replay);
      }
    } catch (Throwable e) {
      // The others continue; this one is tried again in the next round.
      log.warn("replay={} failed a step: {}", replay, e.toString());
    }
  }

  private void count(int count) {
    if (count > 0) {
      queued.increment(count);
      due.arrived();
    }
  }

  private void again(Duration in) {
    try {
      var _ = executor.schedule(this::round, in.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      // Stopped.
    }
  }

  @Override
  public void start() {
    started = true;
    again(Duration.ZERO);
  }

  /** Waits for the step under way; if it does not end in time it is rolled back. */
  @Override
  public void stop() {
    started = false;
    executor.shutdown();
    try {
      if (!executor.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException _) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return started;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
