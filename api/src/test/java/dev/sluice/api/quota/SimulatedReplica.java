package dev.sluice.api.quota;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A replica's ledger with its callers and its renewals, moved on by a test in steps of one
 * millisecond. Every caller that does not wait asks for one unit in each step.
 */
final class SimulatedReplica {

  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final SimulatedBucket bucket;
  private final LeaseLedger ledger;
  private final Duration maxWait;
  private final Duration latency;
  private final Peers available;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable LeaseRequest inFlight;
  private long sentAt;
  private long nextTick;
  private boolean requested;
  private long granted;
  private long denied;
  private long renewals;

  private record Waiting(Decision.Pending decision, long until) {}

  /**
   * @param latency how long a renewal takes
   * @param firstTick where this replica's intervals begin
   */
  SimulatedReplica(
      BucketKey key,
      SimulatedBucket bucket,
      int replicas,
      Duration maxWait,
      Duration latency,
      Duration firstTick) {
    this.bucket = bucket;
    this.maxWait = maxWait;
    this.latency = latency;
    this.available = new Peers(replicas, Peers.Database.AVAILABLE);
    this.nextTick = firstTick.toNanos();
    this.ledger = new LeaseLedger(key, INTERVAL.multipliedBy(2), 0, 0);
  }

  /** One millisecond with this many callers. */
  void step(int callers, long now) {
    LeaseRequest request = inFlight;
    if (request != null && now - sentAt >= latency.toNanos()) {
      ledger.granted(bucket.exchange(request, available.replicas(), now), now);
      inFlight = null;
      for (int i = waiting.size(); i > 0; i--) {
        Waiting woken = waiting.remove();
        ledger.withdraw(woken.decision());
        take(peers(now), now);
      }
    }
    while (!waiting.isEmpty() && waiting.element().until() <= now) {
      ledger.withdraw(waiting.remove().decision());
      take(peers(now).late(), now);
    }
    for (int i = waiting.size(); i < callers; i++) {
      take(peers(now), now);
    }
    if (inFlight == null && (requested || now >= nextTick)) {
      renew(now);
    }
  }

  private void renew(long now) {
    if (now >= nextTick) {
      ledger.tick(peers(now), now);
      nextTick += INTERVAL.toNanos();
    }
    requested = false;
    inFlight = ledger.renew(peers(now), now);
    sentAt = now;
    renewals += inFlight == null ? 0 : 1;
  }

  private Peers peers(long now) {
    boolean late = inFlight != null && now - sentAt > maxWait.toNanos();
    return late ? available.late() : available;
  }

  private void take(Peers peers, long now) {
    switch (ledger.take(1, peers, now)) {
      case Decision.Granted(boolean low) -> {
        granted++;
        requested |= low;
      }
      case Decision.Denied _ -> denied++;
      case Decision.Pending pending -> {
        waiting.add(new Waiting(pending, now + maxWait.toNanos()));
        requested = true;
      }
    }
  }

  long granted() {
    return granted;
  }

  long denied() {
    return denied;
  }

  long renewals() {
    return renewals;
  }
}
