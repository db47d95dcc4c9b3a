package dev.sluice.api.status;

import dev.sluice.api.concurrency.TenantSlots;
import dev.sluice.api.http.sse.ClientWatch;
import dev.sluice.api.storage.DatabaseUnavailableException;
import dev.sluice.api.storage.StoredJobs;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
final class CompletionPoller {

  private static final Logger log = LoggerFactory.getLogger(CompletionPoller.class);

  private final StoredJobs stored;
  private final StatusProperties properties;
  private final ClientWatch clients;
  private final TenantSlots places;
  private final Map<JobId, Set<CountDownLatch>> watched = new ConcurrentHashMap<>();
  private final Semaphore pollerRuns = new Semaphore(1);
  private volatile boolean closed;

  CompletionPoller(
      StoredJobs stored, StatusProperties properties, ClientWatch clients, MeterRegistry meters) {
    this.stored = stored;
    this.properties = properties;
    this.clients = clients;
    this.places = new TenantSlots(properties.maxWaiters());
    meters.gauge("sluice.status.waiters", places, TenantSlots::taken);
  }

  /**
   * Returns once the job has ended, the time is up, the client has gone or the process shuts down,
   * whichever comes first, and at once where no place is left; which it was, the caller reads from
   * the job. The request's body must have been read.
   */
  void await(HttpServletRequest request, TenantId tenant, JobId id, Duration time) {
    if (closed || !places.tryTake(tenant)) {
      return;
    }
    CountDownLatch end = new CountDownLatch(1);
    watched.compute(
        id,
        (_, others) -> {
          Set<CountDownLatch> all = others == null ? ConcurrentHashMap.newKeySet() : others;
          all.add(end);
          return all;
        });
    try (var _ = clients.whileConnected(request, end::countDown)) {
      ensurePoller();
      end.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      watched.computeIfPresent(
          id,
          (_, all) -> {
            all.remove(end);
            return all.isEmpty() ? null : all;
          });
      places.giveBack(tenant);
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
    } catch (DatabaseUnavailableException _) {
      // The next look, or each waiter's own read, tells.
    } catch (RuntimeException e) {
      log.error("could not look at the jobs that are waited for", e);
    }
  }

  private void release(JobId id) {
    watched.getOrDefault(id, Set.of()).forEach(CountDownLatch::countDown);
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
