package dev.sluice.dispatcher.replay;

import dev.sluice.dispatcher.deliver.DueSignal;
import dev.sluice.webhooks.WebhookProperties;
import dev.sluice.webhooks.replay.ReplaySteps;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Processes running replays, each a step at a time, together with all other dispatchers. If a
 * dispatcher dies, any other continues its replays.
 *
 * <ul>
 *   <li>{@code sluice.webhooks.replay.running}: gauge, running replays as of the last round, at
 *       most {@value #MAX_REPLAYS}
 *   <li>{@code sluice.webhooks.replay.queued}: counter, deliveries queued by this process
 * </ul>
 */
final class ReplayRunner implements SmartLifecycle {

  /** Starts after the sending and stops before it. */
  private static final int PHASE = 100;

  private static final int MAX_REPLAYS = 100;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(ReplayRunner.class);

  private final ReplaySteps steps;
  private final WebhookProperties.Replay properties;
  private final DueSignal due;
  private final Counter queued;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("webhook-replay").factory());
  // Used by the executor's thread only.
  private boolean idle;
  private long roundAt;
  private volatile int running;
  private volatile boolean started;

  ReplayRunner(
      ReplaySteps steps, WebhookProperties.Replay properties, DueSignal due, MeterRegistry meters) {
    this.steps = steps;
    this.properties = properties;
    this.due = due;
    this.queued = meters.counter("sluice.webhooks.replay.queued");
    Gauge.builder("sluice.webhooks.replay.running", () -> running).register(meters);
  }

  private void round() {
    long now = System.nanoTime();
    if (idle && now - roundAt < properties.idleEvery().toNanos()) {
      return;
    }
    roundAt = now;
    idle = true;
    try {
      List<UUID> replays = steps.running(MAX_REPLAYS);
      running = replays.size();
      idle = replays.isEmpty();
      replays.forEach(this::step);
      steps.addOutcomes();
    } catch (Throwable e) {
      // Not even an Error may end the rounds.
      log.warn("replays failed, next try within {}: {}", properties.idleEvery(), e.toString());
    }
  }

  private void step(UUID replay) {
    if (!started) {
      return;
    }
    try {
      switch (steps.run(replay)) {
        case ReplaySteps.Result.Waited() -> {}
        case ReplaySteps.Result.Advanced(int count) -> count(count);
        case ReplaySteps.Result.Completed(int count) -> {
          count(count);
          log.info("replay={} completed", replay);
        }
        case ReplaySteps.Result.Cancelled() ->
            log.info("replay={} cancelled: its endpoint is deleted", replay);
      }
    } catch (Throwable e) {
      // The other replays continue; this one is tried again in the next round.
      log.warn("replay={} failed a step: {}", replay, e.toString());
    }
  }

  private void count(int count) {
    if (count > 0) {
      queued.increment(count);
      due.deliveriesDue();
    }
  }

  @Override
  public void start() {
    started = true;
    long every = properties.stepEvery().toMillis();
    var _ = executor.scheduleWithFixedDelay(this::round, 0, every, TimeUnit.MILLISECONDS);
  }

  /** Waits for the running step; if it does not end in time, it is rolled back. */
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
