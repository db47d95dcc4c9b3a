package dev.sluice.work;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims work as permits allow and runs each item on its own virtual thread. It claims after {@link
 * #wake}, when a permit is released while more work is waiting, when the source asked to be called
 * again, and at the latest every poll interval; never while all permits are in use. A claim that
 * fails is repeated after the poll interval; nothing that is thrown ends the loop.
 *
 * <p>At most {@code permits} items run at a time, whoever claimed them. Safe for all threads.
 */
public final class WorkLoop<T> implements AutoCloseable {

  @FunctionalInterface
  public interface Source<T> {
    /** Claims up to {@code max} items; fewer when no more are due. */
    List<T> claim(int max);

    /**
     * After a claim of fewer items: how long until the next claim, at most the poll interval,
     * unless {@link #wake} is called.
     */
    default Duration rest() {
      return ChronoUnit.FOREVER.getDuration();
    }

    /** An item that was claimed does not run, as no thread could be started for it. */
    default void notStarted(T item) {}
  }

  /** Runs an item. Interrupted when it must stop. Must not throw. */
  @FunctionalInterface
  public interface Runner<T> {
    void run(T item);
  }

  /**
   * The bounds of a loop.
   *
   * @param permits of items that run at the same time
   * @param maxClaim items per claim
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
  private static final Duration ABORT_LIMIT = Duration.ofSeconds(5);

  private final String name;
  private final Bounds bounds;
  private final Source<T> source;
  private final Runner<T> runner;
  private final ThreadFactory threads;
  private final Semaphore permits;
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private final LoopThread claimer;
  private volatile boolean moreWaits;
  private volatile boolean claiming = true;

  public WorkLoop(String name, Bounds bounds, Source<T> source, Runner<T> runner) {
    this(name, bounds, source, runner, Thread.ofVirtual().name(name + "-run").factory());
  }

  WorkLoop(String name, Bounds bounds, Source<T> source, Runner<T> runner, ThreadFactory threads) {
    this.name = name;
    this.threads = threads;
    this.bounds = bounds;
    this.source = source;
    this.runner = runner;
    this.permits = new Semaphore(bounds.permits());
    this.claimer = new LoopThread(name + "-claim", bounds.pollEvery(), this::claim);
  }

  public void start() {
    claimer.start();
  }

  /** Work is due: claims without waiting for the next poll. */
  public void wake() {
    claimer.wake();
  }

  /** The number of running items. */
  public int running() {
    return bounds.permits() - permits.availablePermits();
  }

  public boolean isDraining() {
    return !claiming;
  }

  /** Acquires up to {@code max} permits for items that are claimed elsewhere; returns how many. */
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
   * Runs items under {@code reserved} permits and releases the permits left over. When a thread
   * cannot be started, the remaining items do not run, the source is told ({@link
   * Source#notStarted}), and their permits are released.
   */
  public void runReserved(List<T> items, int reserved) {
    int started = 0;
    try {
      for (T item : items) {
        start(item);
        started++;
      }
    } finally {
      try {
        items.subList(started, items.size()).forEach(source::notStarted);
      } finally {
        release(reserved - started);
      }
    }
  }

  // A wake that found no permit free is made up for once one is.
  private void release(int count) {
    permits.release(count);
    if (moreWaits) {
      wake();
    }
  }

  private Duration claim() {
    int reserved = reserve(bounds.maxClaim());
    if (reserved == 0) {
      moreWaits = true;
      // A permit that was released before has woken nobody.
      return permits.availablePermits() > 0 ? Duration.ZERO : bounds.pollEvery();
    }
    List<T> items = List.of();
    moreWaits = false;
    try {
      items = source.claim(reserved);
      moreWaits = items.size() == reserved;
    } finally {
      runReserved(items, reserved);
    }
    if (moreWaits && permits.availablePermits() > 0) {
      return Duration.ZERO;
    }
    Duration rest = source.rest();
    return rest.compareTo(bounds.pollEvery()) < 0 ? rest : bounds.pollEvery();
  }

  private void start(T item) {
    Thread thread = threads.newThread(() -> run(item));
    running.add(thread);
    try {
      thread.start();
    } catch (Throwable e) {
      running.remove(thread);
      throw e;
    }
  }

  private void run(T item) {
    try {
      runner.run(item);
    } catch (Throwable e) {
      log.error("{}: a runner threw; the item is left to its deadline", name, e);
    } finally {
      running.remove(Thread.currentThread());
      release(1);
    }
  }

  /** Interrupts all running items. */
  public void abortRunning() {
    running.forEach(Thread::interrupt);
  }

  /**
   * Stops claiming, waits up to {@code grace} for the running items, then interrupts the rest and
   * waits a few seconds more.
   *
   * @return whether all ended
   */
  public boolean drain(Duration grace) throws InterruptedException {
    claiming = false;
    claimer.close();
    if (permits.tryAcquire(bounds.permits(), grace.toMillis(), TimeUnit.MILLISECONDS)) {
      return true;
    }
    abortRunning();
    return permits.tryAcquire(bounds.permits(), ABORT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Stops claiming and interrupts the running items, without waiting. */
  @Override
  public void close() {
    claiming = false;
    claimer.close();
    abortRunning();
  }
}
