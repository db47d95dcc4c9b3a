package dev.sluice.dispatcher.replay;

import static java.util.Objects.requireNonNull;

import dev.sluice.dispatcher.deliver.DueDeliveries;
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
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Carries running replays on, each by a step at a time, beside all other dispatchers that do. A
 * replay whose dispatcher is gone is carried on by whoever comes to it next.
 *
 * <ul>
 *   <li>{@code sluice.replay.running}: gauge, replays that run, as of the last look; counted up to
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

  private final ReplayTasks tasks;
  private final ReplayStep step;
  private final TransactionTemplate transactions;
  private final ReplayProperties properties;
  private final DueDeliveries due;
  private final Counter queued;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("webhook-replay").factory());
  private volatile int running;
  private volatile boolean started;

  ReplayRunner(
      ReplayTasks tasks,
      ReplayStep step,
      TransactionTemplate transactions,
      ReplayProperties properties,
      DueDeliveries due,
      MeterRegistry meters) {
    this.tasks = tasks;
    this.step = step;
    this.transactions = transactions;
    this.properties = properties;
    this.due = due;
    this.queued = meters.counter("sluice.replay.queued");
    Gauge.builder("sluice.replay.running", () -> running).register(meters);
  }

  private void round() {
    boolean any = false;
    try {
      List<UUID> replays = tasks.running(MAX_AT_ONCE);
      running = replays.size();
      any = !replays.isEmpty();
      replays.forEach(this::goOn);
      tasks.addUpOutcomes();
    } catch (Throwable e) {
      // Whatever it is, even an Error, it must not end the rounds.
      log.warn(
          "replays cannot go on, next try within {}: {}", properties.idleEvery(), e.toString());
    }
    again(any ? properties.stepEvery() : properties.idleEvery());
  }

  private void goOn(UUID replay) {
    if (!started) {
      return;
    }
    try {
      switch (requireNonNull(transactions.execute(_ -> step.take(replay)))) {
        case StepOutcome.Waited() -> {}
        case StepOutcome.WentOn(int count) -> count(count);
        case StepOutcome.Completed(int count) -> {
          count(count);
          log.info("replay={} completed", replay);
        }
        case StepOutcome.Cancelled() ->
            log.info("replay={} cancelled: its endpoint is deleted", replay);
      }
    } catch (Throwable e) {
      // The others go on; this one is tried again in the next round.
      log.warn("replay={} cannot go on: {}", replay, e.toString());
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

  /** Waits for the step under way; what it does not get done in time is rolled back. */
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
