package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.schedule.DeliveryScheduler;
import dev.sluice.dispatcher.schedule.Verdict;
import dev.sluice.lease.WorkerId;
import dev.sluice.lease.WorkerLease;
import dev.sluice.webhooks.WebhookProperties;
import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.webhooks.delivery.ClaimRequest;
import dev.sluice.webhooks.delivery.ClaimResult;
import dev.sluice.webhooks.delivery.DeliveryQueue;
import dev.sluice.work.WorkLoop;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Claims due deliveries and attempts them while this process holds its lease. Losing the lease
 * aborts the running attempts. At shutdown it stops claiming, lets running attempts finish within
 * the grace period, hands the others back, and releases the lease last.
 */
@Component
final class Dispatcher implements SmartLifecycle, DueSignal, WorkLoop.Source<Claim> {

  /** Starts before the listeners ({@code Integer.MAX_VALUE - 100}) and stops after them. */
  private static final int PHASE = 0;

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final int MAX_CLAIM = 64;
  // Between sending and the written settlement; afterwards other dispatchers take the delivery.
  private static final Duration SETTLE_ALLOWANCE = Duration.ofSeconds(30);

  private final WebhookProperties properties;
  private final WorkerLease lease;
  private final DeliveryQueue deliveries;
  private final AttemptRunner attempts;
  private final DeliverySettler settler;
  private final DeliveryScheduler scheduler;
  private final WorkLoop<Claim> loop;
  private volatile boolean running;
  // Used by the claiming thread only.
  private Duration rest;

  Dispatcher(
      WebhookProperties properties,
      WorkerLease lease,
      DeliveryQueue deliveries,
      DeliveryScheduler scheduler,
      AttemptRunner attempts,
      DeliverySettler settler,
      MeterRegistry meters) {
    this.properties = properties;
    this.lease = lease;
    this.deliveries = deliveries;
    this.scheduler = scheduler;
    this.attempts = attempts;
    this.settler = settler;
    this.rest = properties.queue().pollEvery();
    int permits = properties.send().permits();
    this.loop =
        new WorkLoop<>(
            "webhook",
            new WorkLoop.Bounds(permits, Math.min(MAX_CLAIM, permits), rest),
            this,
            this::attempt);
    lease.onLoss(loop::abortRunning);
    Gauge.builder("sluice.webhooks.attempts.running", loop, WorkLoop::running).register(meters);
  }

  @Override
  public List<Claim> claim(int max) {
    rest = properties.queue().pollEvery();
    Optional<WorkerId> worker = lease.current();
    if (worker.isEmpty()) {
      return List.of();
    }
    List<ClaimRequest> requests = scheduler.next(max);
    Duration deadline = properties.send().deadline().plus(SETTLE_ALLOWANCE);
    List<ClaimResult> results = deliveries.claim(worker.get(), requests, deadline);
    scheduler.claimed(results);
    // Without results the lease has expired in the database; this process will notice it soon.
    if (requests.isEmpty() || !results.isEmpty()) {
      rest = scheduler.rest();
    }
    return results.stream().flatMap(result -> result.claims().stream()).toList();
  }

  @Override
  public Duration rest() {
    return rest;
  }

  private void attempt(Claim claim) {
    Verdict verdict = Verdict.UNKNOWN;
    try {
      // Not if the lease that claimed it was lost since.
      if (lease.current().filter(claim.worker()::equals).isPresent()) {
        verdict = attempts.run(claim);
      }
    } finally {
      ended(claim, verdict);
    }
  }

  private void ended(Claim claim, Verdict verdict) {
    if (scheduler.ended(claim.request(), claim.body().length, verdict)) {
      loop.wake();
    }
  }

  /** Its delivery is released at its deadline. */
  @Override
  public void notStarted(Claim claim) {
    ended(claim, Verdict.UNKNOWN);
  }

  @Override
  public void deliveriesDue() {
    scheduler.deliveriesDue();
    loop.wake();
  }

  @Override
  public void start() {
    lease.start();
    loop.start();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    settler.stopWaiting();
    try {
      if (!loop.drain(properties.queue().drainGrace())) {
        log.warn("{} attempts did not end; other dispatchers will repeat them", loop.running());
      }
    } catch (InterruptedException _) {
      loop.close();
      Thread.currentThread().interrupt();
    }
    settler.close();
    lease.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
