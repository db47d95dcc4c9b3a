package dev.sluice.processor;

import dev.sluice.lease.WorkerLease;
import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.processor.relay.Relay;
import dev.sluice.processor.run.RunProperties;
import dev.sluice.processor.settle.Settler;
import dev.sluice.work.WorkLoop;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Starts and stops the processor. On a stop the consumers have stopped already, as their phase is
 * higher. Then it claims no more, lets running jobs finish within the grace or hands them back,
 * writes their outcomes, publishes the events, and last ends the lease.
 */
@Component
class Pipeline implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

  private final WorkerLease lease;
  private final WorkLoop<ClaimedJob> loop;
  private final Settler settler;
  private final Relay relay;
  private final Duration drainGrace;
  private volatile boolean running;

  Pipeline(
      WorkerLease lease,
      WorkLoop<ClaimedJob> loop,
      Settler settler,
      Relay relay,
      RunProperties properties) {
    this.lease = lease;
    this.loop = loop;
    this.settler = settler;
    this.relay = relay;
    this.drainGrace = properties.drainGrace();
  }

  @Override
  public void start() {
    running = true;
    lease.start();
    loop.start();
    relay.start();
  }

  @Override
  public void stop() {
    log.info("draining: {} jobs running, grace {}", loop.running(), drainGrace);
    try {
      if (!loop.drain(drainGrace)) {
        log.warn("{} jobs did not stop in time; the reaper will return them", loop.running());
      }
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

  /** Below the phase of the listener containers, so that they stop first. */
  @Override
  public int getPhase() {
    return 0;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
