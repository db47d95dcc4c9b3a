package dev.sluice.dispatcher.send;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts the thread that made it once time is up. On a virtual thread an interrupt closes the
 * socket that it blocks on, whether it connects, reads or writes, so nothing outlasts a deadline.
 */
final class Deadline implements AutoCloseable {

  private final Thread thread = Thread.currentThread();
  private final ScheduledFuture<?> timer;
  private boolean ended;
  private boolean passed;

  Deadline(ScheduledExecutorService timers, Duration limit) {
    this.timer = timers.schedule(this::pass, limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private synchronized void pass() {
    if (!ended) {
      passed = true;
      thread.interrupt();
    }
  }

  /** Whether time was up before the work ended. */
  synchronized boolean passed() {
    return passed;
  }

  /** Ends the watch; an interrupt of its own making does not outlive it. */
  @Override
  public synchronized void close() {
    ended = true;
    timer.cancel(false);
    if (passed) {
      boolean _ = Thread.interrupted();
    }
  }
}
