package dev.sluice.api.limit;

import org.springframework.context.SmartLifecycle;

/** Begins before requests come and ends once they are answered. */
final class LimitLifecycle implements SmartLifecycle {

  private final LeaseSync sync;
  private final Buckets buckets;
  private volatile boolean running;

  LimitLifecycle(LeaseSync sync, Buckets buckets) {
    this.sync = sync;
    this.buckets = buckets;
  }

  @Override
  public void start() {
    running = true;
    sync.start();
  }

  @Override
  public void stop() {
    running = false;
    try {
      sync.stop(buckets::handAllBack);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before the web server starts, after it has stopped. */
  @Override
  public int getPhase() {
    return 0;
  }
}
