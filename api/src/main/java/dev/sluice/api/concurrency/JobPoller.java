package dev.sluice.api.concurrency;

import dev.sluice.api.storage.DatabaseUnavailableException;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Waiters for jobs, in bounded slots, and one poll for all their jobs at every interval, none while
 * there are no waiters. Thread-safe.
 *
 * @param <W> what waits; compared by identity or {@code equals}
 */
public final class JobPoller<W> {

  private final TenantSlots slots;
  private final Duration interval;
  private final Consumer<Collection<JobId>> poll;
  private final Consumer<W> end;
  private final Map<JobId, Set<W>> waiters = new ConcurrentHashMap<>();
  private final OnDemandThread thread;
  private volatile boolean closed;

  /**
   * @param name of the polling thread
   * @param poll reads these jobs and tells {@link #waiters} about them; may find the database
   *     unavailable
   * @param end ends a waiter's wait; must not block
   */
  public JobPoller(
      String name,
      int maxWaiters,
      Duration interval,
      Consumer<Collection<JobId>> poll,
      Consumer<W> end) {
    this.slots = new TenantSlots(maxWaiters);
    this.interval = interval;
    this.poll = poll;
    this.end = end;
    this.thread = new OnDemandThread(name, this::hasWaiters, this::pollAfterInterval);
  }

  /** Adds a waiter, to be removed once; false if no slot is free or the process shuts down. */
  public boolean add(TenantId tenant, JobId job, W waiter) {
    if (!slots.tryAcquire(tenant)) {
      return false;
    }
    waiters.compute(
        job,
        (_, others) -> {
          Set<W> all = others == null ? ConcurrentHashMap.newKeySet() : others;
          all.add(waiter);
          return all;
        });
    if (closed) {
      remove(tenant, job, waiter);
      return false;
    }
    thread.ensureRunning();
    return true;
  }

  public void remove(TenantId tenant, JobId job, W waiter) {
    waiters.computeIfPresent(
        job,
        (_, all) -> {
          all.remove(waiter);
          return all.isEmpty() ? null : all;
        });
    slots.release(tenant);
  }

  public Set<W> waiters(JobId job) {
    return waiters.getOrDefault(job, Set.of());
  }

  public Collection<Set<W>> allWaiters() {
    return waiters.values();
  }

  /** False for ever once this is closed. */
  public boolean hasWaiters() {
    return !closed && !waiters.isEmpty();
  }

  /** The number of waiters. */
  public int size() {
    return slots.used();
  }

  private void pollAfterInterval() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(interval.toNanos());
    List<JobId> jobs = List.copyOf(waiters.keySet());
    if (closed || jobs.isEmpty()) {
      return;
    }
    try {
      poll.accept(jobs);
    } catch (DatabaseUnavailableException _) {
      // The next poll reads them.
    }
  }

  /** Ends all waits and refuses further waiters. */
  public void close() {
    closed = true;
    waiters.values().forEach(all -> all.forEach(end));
  }
}
