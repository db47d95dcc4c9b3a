package dev.sluice.dispatcher.replay;

import dev.sluice.dispatcher.deliver.DueSignal;
import dev.sluice.webhooks.replay.ReplaySteps;
import dev.sluice.work.LoopThread;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

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
@Component
final class ReplayRunner implements AutoCloseable {

  private static final int MAX_REPLAYS = 100;
  private static final Duration STEP_EVERY = Duration.ofMillis(100);
  private static final Duration IDLE_EVERY = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(ReplayRunner.class);

  private final ReplaySteps steps;
  private final DueSignal due;
  private final Counter queued;
  private final LoopThread loop;
  private volatile int running;
  private volatile boolean closed;

  ReplayRunner(ReplaySteps steps, DueSignal due, MeterRegistry meters) {
    this.steps = steps;
    this.due = due;
    this.queued = meters.counter("sluice.webhooks.replay.queued");
    this.loop = new LoopThread("webhook-replay", IDLE_EVERY, this::round);
    Gauge.builder("sluice.webhooks.replay.running", () -> running).register(meters);
  }

  private Duration round() {
    List<UUID> replays = steps.running(MAX_REPLAYS);
    running = replays.size();
    replays.forEach(this::step);
    steps.addOutcomes();
    return replays.isEmpty() ? IDLE_EVERY : STEP_EVERY;
  }

  private void step(UUID replay) {
    if (closed) {
      return;
    }
    try {
      ReplaySteps.Step step = steps.run(replay);
      if (step.queued() > 0) {
        queued.increment(step.queued());
        due.deliveriesDue();
      }
      if (!step.status().equals(ReplaySteps.RUNNING)) {
        log.info("replay={} {}", replay, step.status());
      }
    } catch (Throwable e) {
      // The other replays continue; this one is tried again in the next round.
      log.warn("replay={} failed a step: {}", replay, e.toString());
    }
  }

  @PostConstruct
  void start() {
    loop.start();
    loop.wake();
  }

  /** The running step ends or is rolled back. */
  @Override
  public void close() {
    closed = true;
    loop.close();
  }
}
