package dev.sluice.work;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims work as permits allow and runs each item on a virtual thread of its own. Claims happen
 * when something was said to be due ({@link #wake}), when a permit came free while more was known
 * to wait, when the source said it would be time, and at the latest every poll interval; the
 * database is not asked while no permit is free. A claim that fails, with an {@link Error} too, is
 * tried again after the poll interval: nothing that is thrown ends the loop.
 *
 * <p>Items run at most {@code permits} at a time, however they came in. Safe for all threads.
 */
public final class WorkLoop<T> implements AutoCloseable {

  /** Where work comes from. */
  @FunctionalInterface
  public interface Source<T> {
    /** Takes up to {@code max} items; fewer mean that nothing more is due now. */
    List<T> claim(int max);

    /**
     * After a claim that brought fewer: how long none needs to follow, unless {@link #wake} is
     * called. No longer than the poll interval counts.
     */
    default Duration rest() {
      return ChronoUnit.FOREVER.getDuration();
    }
  }

  /** What is done with an item. Interrupted when it must stop. Must not throw. */
  @FunctionalInterface
  public interface Runner<T> {
    void run(T item);
  }

  /**
   * The bounds of a loop.
   *
   * @param permits items that run at the same time
   * @param maxClaim items taken by one claim
   * @param pollEvery longest time between two claims while permits are free
   */
  public record Bounds(int permits, int maxClaim, Duration pollEvery) {
    public Bounds {
      if (permits < 1 || maxClaim < 1 || pollEvery.isNegative() || pollEvery.isZero()) {
        throw new IllegalArgumentException("every bound is positive");
      }
    }
  }

  private static final Logger log = LoggerFactory.getLogger(WorkLoop.class);
  private static final Duration JOIN_LIMIT = Duration.ofSeconds(5);

  private final String name;
  private final Bounds bounds;
  private final Source<T> source;
  private final Runner<T> runner;
  private final Semaphore permits;
  private final Semaphore wakes = new Semaphore(0);
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private final Thread claimer;
  // Of the claimer alone.
  private Duration rest;
  private volatile boolean moreWaits;
  private volatile boolean claiming = true;

  public WorkLoop(String name, Bounds bounds, Source<T> source, Runner<T> runner) {
    this.name = name;
    this.bounds = bounds;
    this.source = source;
    this.runner = runner;
    this.rest = bounds.pollEvery();
    this.permits = new Semaphore(bounds.permits());
    this.claimer = Thread.ofPlatform().daemon().name(name + "-claim").unstarted(this::claimLoop);
  }

  public void start() {
    claimer.start();
  }

  /** Something is due: claim without waiting for the next poll. */
  public void wake() {
    if (wakes.availablePermits() == 0) {
      wakes.release();
    }
  }

  /** Items that run now. */
  public int running() {
    return bounds.permits() - permits.availablePermits();
  }

  public boolean isDraining() {
    return !claiming;
  }

  /** Takes up to {@code max} permits for work that is claimed elsewhere; may be none. */
  public int reserve(int max) {
    if (!claiming) {
      return 0;
    }
    int reserved = 0;
    while (reserved < max && permits.tryAcquire()) {
      reserved++;
    }
    return reserved;
  }

  /**
   * Runs what was claimed under {@code reserved} permits and frees the permits left over. Where no
   * thread can be started the rest is not run, and its permits are free as well.
   */
  public void runReserved(List<T> items, int reserved) {
    int started = 0;
    try {
      for (T item : items) {
        start(item);
        started++;
      }
    } finally {
      release(reserved - started);
    }
  }

  // A wake that found no permit free is made up for once one is.
  private void release(int count) {
    permits.release(count);
    if (moreWaits) {
      wake();
    }
  }

  // The edge of the thread. Without it an OutOfMemoryError would end the claims for good, while the
  // process goes on to look alive.
  @SuppressWarnings("CatchingUnchecked")
  private void claimLoop() {
    while (claiming) {
      try {
        if (permits.availablePermits() == 0 || !moreWaits) {
          boolean _ = wakes.tryAcquire(rest.toNanos(), TimeUnit.NANOSECONDS);
        }
        wakes.drainPermits();
        claimOnce();
      } catch (InterruptedException _) {
        // Woken to look at the flag.
      } catch (Throwable e) {
        moreWaits = false;
        log.error("{}: the loop goes on after an error", name, e);
      }
    }
  }

  // A failed claim must not end the loop; its permits go back and the next poll tries again.
  @SuppressWarnings("CatchingUnchecked")
  private void claimOnce() {
    rest = bounds.pollEvery();
    int reserved = reserve(bounds.maxClaim());
    if (reserved == 0) {
      moreWaits = true;
      return;
    }
    List<T> items = List.of();
    try {
      items = source.claim(reserved);
      moreWaits = items.size() == reserved;
      Duration asked = source.rest();
      rest = asked.compareTo(bounds.pollEvery()) < 0 ? asked : bounds.pollEvery();
    } catch (Throwable e) {
      moreWaits = false;
      log.warn("{}: claim failed, next try within {}: {}", name, bounds.pollEvery(), e.toString());
    } finally {
      runReserved(items, reserved);
    }
  }

  private void start(T item) {
    Thread thread = Thread.ofVirtual().name(name + "-run").unstarted(() -> run(item));
    running.add(thread);
    try {
      thread.start();
    } catch (Throwable e) {
      running.remove(thread);
      throw e;
    }
  }

  @SuppressWarnings("CatchingUnchecked")
  private void run(T item) {
    try {
      runner.run(item);
    } catch (Throwable e) {
      log.error("{}: a runner threw; the item waits for its deadline", name, e);
    } finally {
      running.remove(Thread.currentThread());
      release(1);
    }
  }

  /** Interrupts everything that runs now. */
  public void abortRunning() {
    running.forEach(Thread::interrupt);
  }

  /**
   * Stops claiming, waits up to {@code grace} for what runs, then interrupts the rest and waits for
   * it a few seconds more.
   *
   * @return whether all ended
   */
  public boolean drain(Duration grace) throws InterruptedException {
    claiming = false;
    claimer.interrupt();
    claimer.join(JOIN_LIMIT);
    if (permits.tryAcquire(bounds.permits(), grace.toMillis(), TimeUnit.MILLISECONDS)) {
      return true;
    }
    abortRunning();
    return permits.tryAcquire(bounds.permits(), JOIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Stops claiming and interrupts what runs, without waiting. */
  @Override
  public void close() {
    claiming = false;
    claimer.interrupt();
    abortRunning();
  }
}
