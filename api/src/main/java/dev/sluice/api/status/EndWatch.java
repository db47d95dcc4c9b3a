package dev.sluice.api.status;

import dev.sluice.api.stored.DatabaseAwayException;
import dev.sluice.api.stored.StoredJobs;
import dev.sluice.job.JobId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Lets many callers wait for jobs to end at the price of one statement per interval, and of none
 * while nobody waits. Safe for all threads.
 */
@Component
final class EndWatch {

  private static final Logger log = LoggerFactory.getLogger(EndWatch.class);

  private final StoredJobs stored;
  private final StatusProperties properties;
  private final Semaphore places;
  private final Map<JobId, Watched> watched = new ConcurrentHashMap<>();
  private final Semaphore pollerRuns = new Semaphore(1);
  private volatile boolean closed;

  EndWatch(StoredJobs stored, StatusProperties properties) {
    this.stored = stored;
    this.properties = properties;
    this.places = new Semaphore(properties.maxWaiters());
  }

  /** How many wait for one job, and what they wait at. */
  private record Watched(CountDownLatch end, int waiters) {

    Watched plus(int change) {
      return new Watched(end, waiters + change);
    }
  }

  /**
   * Returns once the job has ended, the time is up, all places are taken or the process shuts down,
   * whichever comes first; which it was, the caller reads from the job.
   */
  void await(JobId id, Duration time) {
    if (closed || !places.tryAcquire()) {
      return;
    }
    CountDownLatch end =
        watched
            .compute(
                id,
                (_, others) ->
                    others == null ? new Watched(new CountDownLatch(1), 1) : others.plus(1))
            .end();
    try {
      ensurePoller();
      end.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      watched.computeIfPresent(id, (_, all) -> all.waiters() == 1 ? null : all.plus(-1));
      places.release();
    }
  }

  private void ensurePoller() {
    if (pollerRuns.tryAcquire()) {
      Thread.ofVirtual().name("end-watch").start(this::pollWhileWatched);
    }
  }

  private void pollWhileWatched() {
    try {
      while (!watched.isEmpty() && !closed) {
        TimeUnit.NANOSECONDS.sleep(properties.pollInterval().toNanos());
        poll();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      pollerRuns.release();
    }
    if (closed) {
      releaseAll();
    } else if (!watched.isEmpty()) {
      // Somebody came between the last look and the release, and found the poller still running.
      ensurePoller();
    }
  }

  private void poll() {
    List<JobId> ids = List.copyOf(watched.keySet());
    if (ids.isEmpty()) {
      return;
    }
    try {
      stored.endedAmong(ids, properties.readTimeout()).forEach(this::release);
    } catch (DatabaseAwayException _) {
      // The next look, or each waiter's own read, tells.
    } catch (RuntimeException e) {
      log.error("could not look at the jobs that are waited for", e);
    }
  }

  private void release(JobId id) {
    Watched all = watched.get(id);
    if (all != null) {
      all.end().countDown();
    }
  }

  private void releaseAll() {
    watched.keySet().forEach(this::release);
  }

  /** A shutdown does not wait for those who wait. */
  @EventListener(ContextClosedEvent.class)
  void close() {
    closed = true;
    releaseAll();
  }
}
