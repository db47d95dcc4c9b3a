package dev.sluice.work;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread that repeats a step. Between two steps it waits as long as the step says, or
 * until {@link #wake}. Nothing that a step throws ends the thread: it is logged, and the next step
 * follows after the pause. Safe for all threads.
 */
public final class LoopThread implements AutoCloseable {

  /** One pass of a loop. */
  @FunctionalInterface
  public interface Step {
    /** Returns how long to wait for the next step; zero when more work is waiting. */
    Duration run() throws Exception;
  }

  private static final Logger log = LoggerFactory.getLogger(LoopThread.class);

  private final String name;
  private final Duration pause;
  private final Step step;
  private final Semaphore wakes = new Semaphore(0);
  private final Thread thread;
  private volatile boolean stopping;
  private volatile boolean closed;

  /**
   * A thread that is not started yet.
   *
   * @param pause before the first step, and after one that failed
   */
  public LoopThread(String name, Duration pause, Step step) {
    this.name = name;
    this.pause = pause;
    this.step = step;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::loop);
  }

  /** A thread that repeats a task with this delay before each run. */
  public static LoopThread every(Duration delay, String name, Runnable task) {
    return new LoopThread(
        name,
        delay,
        () -> {
          task.run();
          return delay;
        });
  }

  public void start() {
    thread.start();
  }

  /** Ends the current wait. */
  public void wake() {
    if (wakes.availablePermits() == 0) {
      wakes.release();
    }
  }

  private void loop() {
    Duration wait = pause;
    boolean last = false;
    while (!closed && !(last && wait.isPositive())) {
      try {
        boolean _ = wakes.tryAcquire(TimeUnit.NANOSECONDS.convert(wait), TimeUnit.NANOSECONDS);
        wakes.drainPermits();
        // Read before the step: at least one whole step follows stop().
        last = stopping;
        wait = closed ? pause : step.run();
      } catch (Exception e) {
        wait = pause;
        if (!closed) {
          log.warn("{} failed; next try within {}: {}", name, pause, e.toString());
        }
      } catch (Throwable e) {
        wait = pause;
        log.error("{} failed; next try within {}", name, pause, e);
      }
    }
  }

  /**
   * Runs at least one more step, and further ones while more work is waiting, then ends the thread.
   * Does nothing if the thread was never started.
   *
   * @return whether the thread ended within the limit
   */
  public boolean stop(Duration limit) throws InterruptedException {
    stopping = true;
    wake();
    return thread.getState() == Thread.State.NEW || thread.join(limit);
  }

  /** Interrupts the step that is running and begins no other. Does not wait. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
