package dev.sluice.api.concurrency;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A virtual thread that repeats its work while it is needed. Work that throws is logged and
 * repeated after a second. Thread-safe.
 */
public final class OnDemandThread {

  private static final Logger log = LoggerFactory.getLogger(OnDemandThread.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

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

  private void runOnce() throws InterruptedException {
    try {
      work.run();
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      log.error("{} failed", name, e);
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }
  }

  private void run() {
    try {
      while (needed.getAsBoolean()) {
        runOnce();
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
