package dev.sluice.api.status;

import dev.sluice.api.concurrency.JobPoller;
import dev.sluice.api.http.sse.ClientWatch;
import dev.sluice.api.storage.StoredJobs;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Lets many callers wait for the end of jobs. Thread-safe. */
@Component
final class CompletionPoller {

  private final StoredJobs stored;
  private final Duration readTimeout;
  private final ClientWatch clients;
  private final JobPoller<CountDownLatch> waiters;

  CompletionPoller(
      StoredJobs stored, StatusProperties properties, ClientWatch clients, MeterRegistry meters) {
    this.stored = stored;
    this.readTimeout = properties.readTimeout();
    this.clients = clients;
    this.waiters =
        new JobPoller<>(
            "completion-poller",
            properties.maxWaiters(),
            properties.pollInterval(),
            this::poll,
            CountDownLatch::countDown);
    meters.gauge("sluice.status.waiters", waiters, JobPoller::size);
  }

  /**
   * Returns when the job has ended, the time is up, the client has gone or the process shuts down,
   * whichever comes first, and at once if no slot is free. The caller reads the job to learn which.
   * The request's body must have been read.
   */
  void await(HttpServletRequest request, TenantId tenant, JobId id, Duration time) {
    CountDownLatch end = new CountDownLatch(1);
    if (!waiters.add(tenant, id, end)) {
      return;
    }
    try (var _ = clients.whileConnected(request, end::countDown)) {
      end.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      waiters.remove(tenant, id, end);
    }
  }

  private void poll(Collection<JobId> jobs) {
    stored
        .endedAmong(jobs, readTimeout)
        .forEach(job -> waiters.waiters(job).forEach(CountDownLatch::countDown));
  }

  /** A shutdown does not wait for those who wait. */
  @EventListener(ContextClosedEvent.class)
  void close() {
    waiters.close();
  }
}
