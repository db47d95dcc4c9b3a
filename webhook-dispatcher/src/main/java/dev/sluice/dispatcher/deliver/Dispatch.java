package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.pick.Picker;
import dev.sluice.dispatcher.pick.Verdict;
import dev.sluice.lease.WorkerId;
import dev.sluice.lease.WorkerLease;
import dev.sluice.webhooks.delivery.Claim;
import dev.sluice.webhooks.delivery.Claimed;
import dev.sluice.webhooks.delivery.DeliveryQueue;
import dev.sluice.webhooks.delivery.Pick;
import dev.sluice.webhooks.delivery.Started;
import dev.sluice.work.WorkLoop;
import java.time.Duration;
import java.util.List;
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
  private final DeliveryQueue deliveries;
  private final Attempts attempts;
  private final Settler settler;
  private final Picker picker;
  private final WorkLoop<Started> loop;
  private volatile boolean running;
  // Of the claiming thread alone.
  private Duration rest;

  Dispatch(
      WebhookProperties properties,
      WorkerLease lease,
      DeliveryQueue deliveries,
      Picker picker,
      Attempts attempts,
      Settler settler) {
    this.properties = properties;
    this.lease = lease;
    this.deliveries = deliveries;
    this.picker = picker;
    this.attempts = attempts;
    this.settler = settler;
    this.rest = properties.queue().pollEvery();
    this.loop =
        new WorkLoop<>(
            "webhook",
            new WorkLoop.Bounds(
                properties.send().permits(),
                Math.min(MAX_CLAIM, properties.send().permits()),
                properties.queue().pollEvery()),
            source(),
            this::attempt);
    lease.onLoss(loop::abortRunning);
  }

  private WorkLoop.Source<Started> source() {
    return new WorkLoop.Source<>() {
      @Override
      public List<Started> claim(int max) {
        return Dispatch.this.claim(max);
      }

      @Override
      public Duration rest() {
        return rest;
      }
    };
  }

  private List<Started> claim(int max) {
    Optional<WorkerId> worker = lease.current();
    if (worker.isEmpty()) {
      rest = properties.queue().pollEvery();
      return List.of();
    }
    List<Pick> picks = picker.pick(max);
    Claimed claimed =
        deliveries.claim(worker.get(), picks, properties.send().deadline().plus(SETTLE_ALLOWANCE));
    picker.took(claimed.taken());
    // The database no longer takes this worker for alive; soon this process will know, too.
    boolean refused = !picks.isEmpty() && claimed.taken().isEmpty();
    rest = refused ? properties.queue().pollEvery() : picker.rest();
    return claimed.started();
  }

  private void attempt(Started started) {
    Claim claim = started.claim();
    Verdict verdict = Verdict.UNKNOWN;
    try {
      // Claimed in another life of this process: others have it, or are about to.
      if (lease.current().filter(claim.worker()::equals).isPresent()) {
        verdict = attempts.make(claim);
      }
    } finally {
      if (picker.ended(started.pick(), claim.body().length, verdict)) {
        loop.wake();
      }
    }
  }

  @Override
  public void arrived() {
    picker.arrived();
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
