package dev.sluice.dispatcher.deliver;

import dev.sluice.lease.WorkerId;
import dev.sluice.lease.WorkerLease;
import dev.sluice.work.WorkLoop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Takes due deliveries and attempts them, for as long as this process holds its lease. A lost lease
 * aborts what is under way. At shutdown nothing more is taken, what is under way may finish within
 * the grace, the rest is handed back, and the lease goes last.
 */
final class Dispatch implements SmartLifecycle, DueDeliveries {

  /**
   * Before the listeners, which stop at {@code Integer.MAX_VALUE - 100}, and after them at stop.
   */
  private static final int PHASE = 0;

  private static final Logger log = LoggerFactory.getLogger(Dispatch.class);
  private static final int MAX_CLAIM = 64;
  // From the end of sending to the settlement being written; past it others take the delivery.
  private static final Duration SETTLE_ALLOWANCE = Duration.ofSeconds(30);

  private final WebhookProperties properties;
  private final WorkerLease lease;
  private final Deliveries deliveries;
  private final Attempts attempts;
  private final Settler settler;
  private final EndpointsInFlight inFlight = new EndpointsInFlight();
  private final WorkLoop<Claim> loop;
  private volatile boolean running;

  Dispatch(
      WebhookProperties properties,
      WorkerLease lease,
      Deliveries deliveries,
      Attempts attempts,
      Settler settler) {
    this.properties = properties;
    this.lease = lease;
    this.deliveries = deliveries;
    this.attempts = attempts;
    this.settler = settler;
    this.loop =
        new WorkLoop<>(
            "webhook",
            new WorkLoop.Bounds(
                properties.send().permits(),
                Math.min(MAX_CLAIM, properties.send().permits()),
                properties.queue().pollEvery()),
            this::claim,
            this::attempt);
    lease.onLoss(loop::abortRunning);
  }

  private List<Claim> claim(int max) {
    Optional<WorkerId> worker = lease.current();
    if (worker.isEmpty()) {
      return List.of();
    }
    int perEndpoint = properties.send().permitsPerEndpoint();
    List<Claim> claims =
        deliveries.claim(
            worker.get(),
            max,
            properties.send().deadline().plus(SETTLE_ALLOWANCE),
            inFlight.snapshot(),
            perEndpoint);
    claims.forEach(claim -> inFlight.begin(claim.endpoint()));
    if (claims.size() < max) {
      lookBehindFullEndpoints(claims, perEndpoint);
    }
    return claims;
  }

  /** An endpoint that has just become full may have cut the claim short: others may be due, too. */
  private void lookBehindFullEndpoints(List<Claim> claims, int perEndpoint) {
    Map<String, Integer> now = inFlight.snapshot();
    if (claims.stream().anyMatch(claim -> now.getOrDefault(claim.endpoint(), 0) >= perEndpoint)) {
      loop.wake();
    }
  }

  private void attempt(Claim claim) {
    try {
      // Claimed in another life of this process: others have it, or are about to.
      if (lease.current().filter(claim.worker()::equals).isPresent()) {
        attempts.make(claim);
      }
    } finally {
      int before = inFlight.end(claim.endpoint());
      if (before >= properties.send().permitsPerEndpoint()) {
        loop.wake();
      }
    }
  }

  @Override
  public void arrived() {
    loop.wake();
  }

  /** Attempts under way. */
  int underWay() {
    return loop.running();
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
    settler.end();
    try {
      if (!loop.drain(properties.queue().drainGrace())) {
        log.warn("{} attempts did not end; others will take them over", loop.running());
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
