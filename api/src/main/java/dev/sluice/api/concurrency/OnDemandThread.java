package dev.sluice.api.concurrency;

import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/** A virtual thread that repeats its work while it is needed. Thread-safe. */
public final class OnDemandThread {

  /** Work that is repeated. */
  public interface Work {
    void run() throws InterruptedException;
  }

  private final String name;
  private final BooleanSupplier needed;
  private final Work work;
  private final Semaphore stopped = new Semaphore(1);

  public OnDemandThread(String name, BooleanSupplier needed, Work work) {
    this.name = name;
    this.needed = needed;
    this.work = work;
  }

  /** Starts the thread unless it runs. */
  public void ensureRunning() {
    if (stopped.tryAcquire()) {
      Thread.ofVirtual().name(name).start(this::run);
    }
  }

  private void run() {
    try {
      while (needed.getAsBoolean()) {
        work.run();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.release();
    }
    if (needed.getAsBoolean()) {
      // Needed again after the last check, by a caller who found the thread still running.
      ensureRunning();
    }
  }
}
