package dev.sluice.processor;

import dev.sluice.lease.WorkerLease;
import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.processor.reap.OrphanedClaims;
import dev.sluice.processor.reap.ReapProperties;
import dev.sluice.processor.reap.Reaper;
import dev.sluice.processor.relay.Relay;
import dev.sluice.processor.run.RunProperties;
import dev.sluice.processor.running.RunningJobs;
import dev.sluice.processor.settle.Settler;
import dev.sluice.work.WorkLoop;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Starts the steps and stops them in the order in which nothing is left hanging: the consumers have
 * stopped before (their phase is higher); then no more claims, running jobs finish within the grace
 * or are handed back, outcomes are written, events published, and last the lease ends.
 */
@Component
class Pipeline implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

  private final WorkerLease lease;
  private final WorkLoop<ClaimedJob> loop;
  private final Settler settler;
  private final Reaper reaper;
  private final Relay relay;
  private final OrphanedClaims unheld;
  private final RunningJobs held;
  private final RunningJobMonitor attendance;
  private final Duration drainGrace;
  private final Duration reapEvery;
  private final ScheduledExecutorService reaping =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("reaper").factory());
  private volatile boolean running;

  Pipeline(Steps steps, RunProperties run, ReapProperties reap) {
    this.lease = steps.lease();
    this.loop = steps.loop();
    this.settler = steps.settler();
    this.reaper = steps.reaper();
    this.relay = steps.relay();
    this.unheld = steps.unheld();
    this.held = steps.held();
    this.attendance = steps.attendance();
    this.drainGrace = run.drainGrace();
    this.reapEvery = reap.every();
  }

  /** The steps that have a life of their own. */
  @Component
  record Steps(
      WorkerLease lease,
      WorkLoop<ClaimedJob> loop,
      Settler settler,
      Reaper reaper,
      Relay relay,
      OrphanedClaims unheld,
      RunningJobs held,
      RunningJobMonitor attendance) {}

  @Override
  public void start() {
    running = true;
    lease.start();
    loop.start();
    relay.start();
    attendance.start();
    var _ =
        reaping.scheduleWithFixedDelay(
            this::reap, reapEvery.toMillis(), reapEvery.toMillis(), TimeUnit.MILLISECONDS);
  }

  // A failed look must not end the schedule; the next one tries again.
  private void reap() {
    try {
      int handedBack = lease.current().map(worker -> unheld.handBack(worker, held.ids())).orElse(0);
      if (handedBack + reaper.reap() > 0) {
        loop.wake();
        relay.wake();
      }
    } catch (RuntimeException e) {
      log.warn("reaper: {}", e.toString());
    }
  }

  @Override
  public void stop() {
    log.info("draining: {} jobs run, up to {} for them", loop.running(), drainGrace);
    reaping.shutdownNow();
    try {
      if (!loop.drain(drainGrace)) {
        log.warn("{} jobs did not stop in time; the reaper will return them", loop.running());
      }
      attendance.stop();
      settler.close();
      relay.stop();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lease.close();
      running = false;
    }
    log.info("drained");
  }

  /** Below the listener containers', so that they have stopped before. */
  @Override
  public int getPhase() {
    return 0;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
