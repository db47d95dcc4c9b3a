package dev.sluice.api.quota;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link LeaseLedger} for all threads. Callers whose demand exceeds the lease wait for its
 * renewal, together; everything else is decided from memory. Thread-safe.
 */
final class LeasedBucket {

  private static final Decision CLOSED = new Decision.Pending(0, 0);

  private final BucketKey key;
  private final LeaseReconciler reconciler;
  private final Ticker ticker;
  private final LeaseLedger ledger;
  private boolean active;
  private boolean closed;

  LeasedBucket(BucketKey key, LeaseReconciler reconciler, Duration syncEvery, Ticker ticker) {
    this.key = key;
    this.reconciler = reconciler;
    this.ticker = ticker;
    this.ledger =
        new LeaseLedger(key, syncEvery.multipliedBy(2), reconciler.inherit(key), ticker.read());
  }

  /** Requests a first lease, so that it may be there when it is needed. */
  synchronized void prepare() {
    if (!closed && !ledger.isKnown() && !reconciler.peers().degraded()) {
      activate();
      reconciler.request(this);
    }
  }

  /**
   * Takes units, all or none.
   *
   * @param patience how long to wait for a renewal; after that this replica decides alone
   * @return pending if this bucket was closed and another object has its place
   */
  synchronized Decision take(long amount, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    Decision decision = tryTake(amount, true);
    while (decision instanceof Decision.Pending pending && !closed) {
      boolean patient = awaitRenewal(deadline);
      ledger.withdraw(pending);
      decision = tryTake(amount, patient);
    }
    return decision;
  }

  private Decision tryTake(long amount, boolean patient) {
    if (closed) {
      return CLOSED;
    }
    Peers peers = reconciler.peers();
    Decision decision = ledger.take(amount, patient ? peers : peers.late(), ticker.read());
    activate();
    if (decision.equals(Decision.LOW) || decision instanceof Decision.Pending) {
      reconciler.request(this);
    }
    return decision;
  }

  /** False if the deadline passed or the caller was interrupted. */
  private boolean awaitRenewal(long deadline) {
    try {
      TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
      return deadline - System.nanoTime() > 0;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Undoes a {@link #take} of a moment ago. */
  synchronized void putBack(long amount) {
    ledger.putBack(amount, ticker.read());
    handOverIfClosed();
  }

  /** Corrects an earlier {@link #take}: refunds, or charges if negative. Never refuses. */
  synchronized void adjust(long amount) {
    ledger.adjust(amount, ticker.read());
    activate();
    handOverIfClosed();
  }

  synchronized LeaseLedger.Status status() {
    return ledger.status(ticker.read());
  }

  /** How long until this much is available, as far as is known. */
  synchronized Duration until(long amount) {
    return ledger.until(amount, ticker.read());
  }

  private void activate() {
    if (!active && !closed) {
      active = true;
      reconciler.activate(this);
    }
  }

  /** To be called at every interval; false when the bucket is idle until its next use. */
  synchronized boolean tick() {
    active = ledger.tick(reconciler.peers(), ticker.read()) && !closed;
    return active;
  }

  /** What to send to the shared bucket, to be followed by {@link #complete}; null for nothing. */
  synchronized @Nullable LeaseRequest renew() {
    return closed ? null : ledger.renew(reconciler.peers(), ticker.read());
  }

  /**
   * Ends a renewal.
   *
   * @param grant null if the request failed
   */
  synchronized void complete(LeaseRequest.@Nullable Grant grant) {
    if (grant == null) {
      ledger.failed();
    } else {
      ledger.granted(grant, ticker.read());
    }
    notifyAll();
    handOverIfClosed();
  }

  /** Ends this object; a successor for the same bucket takes over what it holds and owes. */
  synchronized void close() {
    closed = true;
    reconciler.deactivate(this);
    notifyAll();
    handOverIfClosed();
  }

  private void handOverIfClosed() {
    if (closed) {
      reconciler.handOver(key, ledger.drain(ticker.read()));
    }
  }
}
