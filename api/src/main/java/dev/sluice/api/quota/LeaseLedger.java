package dev.sluice.api.quota;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One replica's account of a shared token bucket: the units it holds on lease, what it has yet to
 * report, and the level last reported by the shared bucket. Pure: callers pass the monotonic time
 * in nanoseconds and what is known of the peers; nothing blocks. Not thread-safe.
 *
 * <p>Units that replicas hold unused while the shared bucket refills are how far they can exceed
 * the limit together. So each holds at most what it uses in {@link #PREFETCH_SECONDS}, and when
 * idle its part of {@link #IDLE_SHARE}: 1 % and 3.34 % of a limit per minute, less than 5 % in
 * total.
 */
final class LeaseLedger {

  private static final double PREFETCH_SECONDS = 0.6;
  private static final double IDLE_SHARE = 0.0334;

  /** What all replicas together may grant of a limit while the database is late. */
  private static final double LATE_SHARE = 0.015;

  /** Below this many units per second a bucket counts as unused. */
  private static final double IDLE_RATE = 0.05;

  /** A bucket that had too few units is not asked again within this time. */
  private static final long EMPTY_NANOS = Duration.ofMillis(50).toNanos();

  /**
   * A bucket's state as the response headers show it, as far as this replica knows.
   *
   * @param remaining never negative
   * @param resetSeconds whole seconds, rounded up, until an unused bucket is full again
   */
  record Status(long limit, long remaining, long resetSeconds) {

    private static Status of(BucketKey key, double level) {
      double missing = Math.max(0, key.capacity() - level);
      return new Status(
          key.capacity(),
          (long) Math.clamp(level, 0, (double) key.capacity()),
          (long) Math.ceil(missing / key.refillPerNano() / 1e9));
    }
  }

  private final BucketKey key;
  private final long staleNanos;

  private long leased;
  private long unreported;
  private @Nullable LeaseRequest inFlight;
  private @Nullable Report report;

  private long round;
  private long demand;
  private long smallestDemand = Long.MAX_VALUE;

  private double ratePerSecond;
  private long spent;
  private long spentSince;

  private @Nullable FallbackShare share;

  /**
   * What the shared bucket last said.
   *
   * @param needMet whether everything that callers waited for was granted
   * @param prefetchMet whether everything was granted
   */
  private record Report(double level, long at, boolean needMet, boolean prefetchMet) {

    boolean mayAskAgain(boolean met, long now) {
      return met || now - at >= EMPTY_NANOS;
    }
  }

  /**
   * Nothing is known of the shared bucket yet.
   *
   * @param stale how long a reported level is relied upon
   * @param unreported change that an earlier ledger of this bucket did not report
   */
  LeaseLedger(BucketKey key, Duration stale, long unreported, long now) {
    this.key = key;
    this.staleNanos = stale.toNanos();
    this.unreported = unreported;
    this.spentSince = now;
  }

  /** Whether the shared bucket has ever answered. */
  boolean isKnown() {
    return report != null;
  }

  /** Takes units, all or none. */
  Decision take(long amount, Peers peers, long now) {
    if (leased >= amount) {
      leased -= amount;
      spent += amount;
      return runsLow(peers, now) ? Decision.LOW : Decision.GRANTED;
    }
    if (peers.degraded()) {
      return share(amount, peers, now).take(amount, now);
    }
    if (!mayBeAvailable(amount, now)) {
      return new Decision.Denied(untilAvailable(amount, now));
    }
    demand += amount;
    smallestDemand = Math.min(smallestDemand, amount);
    return new Decision.Pending(amount, round);
  }

  private boolean runsLow(Peers peers, long now) {
    return !peers.degraded()
        && 2 * leased < target(peers)
        && (report == null || report.mayAskAgain(report.prefetchMet, now));
  }

  /** False if a renewal would bring nothing, as far as is known. */
  private boolean mayBeAvailable(long amount, long now) {
    return report == null
        || now - report.at > staleNanos
        || (report.mayAskAgain(report.needMet, now) && available(now) >= amount);
  }

  /** The caller no longer waits; its demand is dropped unless a renewal has asked for it. */
  void withdraw(Decision.Pending pending) {
    if (pending.round() == round) {
      demand -= pending.amount();
      smallestDemand = demand == 0 ? Long.MAX_VALUE : smallestDemand;
    }
  }

  /** Undoes a take of a moment ago. */
  void putBack(long amount, long now) {
    if (share == null) {
      leased += amount;
      spent -= amount;
    } else {
      share.refund(amount, now);
    }
  }

  /**
   * Corrects an earlier take: a refund, or a charge if negative. A refund goes to the shared
   * bucket, which holds no more than its capacity. A charge is met from the lease first, so that no
   * caller spends what is owed already.
   */
  void adjust(long amount, long now) {
    if (share != null && amount > 0) {
      share.refund(amount, now);
    } else {
      long met = Math.clamp(-amount, 0, Math.max(0, leased));
      leased -= met;
      unreported += amount + met;
    }
  }

  Status status(long now) {
    return Status.of(
        key,
        share == null
            ? Math.max((double) leased, available(now))
            : leased + (double) share.remaining(now));
  }

  /** How long until this much is available, as far as is known. */
  Duration until(long amount, long now) {
    return share == null || leased >= amount ? untilAvailable(amount, now) : Duration.ZERO;
  }

  private Duration untilAvailable(long amount, long now) {
    double missing = Math.max(0, (double) amount - available(now));
    return Duration.ofNanos((long) Math.ceil(missing / key.refillPerNano()));
  }

  /** Units on lease, about to be returned, or left in the shared bucket. */
  private double available(long now) {
    return leased + Math.min((double) key.capacity(), level(now) + undelivered());
  }

  /** The shared bucket's level, extrapolated; a bucket of which nothing is known counts as full. */
  private double level(long now) {
    double capacity = key.capacity();
    return report == null
        ? capacity
        : Math.min(capacity, report.level + (now - report.at) * key.refillPerNano());
  }

  /** The change that the reported level does not include. */
  private long undelivered() {
    return unreported + (inFlight == null ? 0 : inFlight.change());
  }

  /**
   * While the database is only late, the level may be long outdated, as other replicas may still be
   * served: so a provisional share has only as much as all replicas together may get wrong, yet
   * enough for the first caller. In an outage the level, or a full bucket, is divided.
   */
  private FallbackShare share(long amount, Peers peers, long now) {
    boolean outage = peers.database() == Peers.Database.UNAVAILABLE;
    if (share != null && share.isProvisional() && outage) {
      endShare(now);
    }
    if (share == null) {
      double bound = Math.max(LATE_SHARE * key.capacity(), (double) amount * peers.replicas());
      double level = outage ? level(now) : Math.min(level(now), bound);
      share =
          new FallbackShare(
              key, peers.replicas(), level + Math.min(0, undelivered()), !outage, now);
    }
    return share;
  }

  private void endShare(long now) {
    if (share != null) {
      unreported -= share.debt(now);
      share = null;
    }
  }

  /** Units to hold on lease. */
  private long target(Peers peers) {
    long idle = (long) (key.capacity() * IDLE_SHARE / peers.replicas());
    return Math.max(idle, (long) (ratePerSecond * PREFETCH_SECONDS));
  }

  /**
   * Measures the use since the last tick and marks the surplus of the lease for return; to be
   * called at every renewal interval.
   *
   * @return whether the bucket needs further ticks
   */
  boolean tick(Peers peers, long now) {
    double seconds = (now - spentSince) / 1e9;
    if (seconds > 0) {
      ratePerSecond = (ratePerSecond + spent / seconds) / 2;
      ratePerSecond = ratePerSecond < IDLE_RATE ? 0 : ratePerSecond;
      spent = 0;
      spentSince = now;
    }
    long surplus = Math.max(0, leased - target(peers));
    leased -= surplus;
    unreported += surplus;
    return ratePerSecond > 0 || unreported != 0 || share != null || demand > 0;
  }

  /**
   * What to send to the shared bucket now; null for nothing. Must be followed by {@link #granted}
   * or {@link #failed} before the next call.
   */
  @Nullable LeaseRequest renew(Peers peers, long now) {
    long need = Math.max(0, demand - leased);
    long least = need == 0 ? 0 : Math.max(1, smallestDemand - leased);
    long spare = Math.max(0, leased - demand);
    long prefetch = Math.max(0, Math.max(target(peers), need) - spare);
    if (need == 0 && prefetch == 0 && unreported == 0 && share == null && report != null) {
      return null;
    }
    endShare(now);
    LeaseRequest request = new LeaseRequest(key, unreported, need, least, prefetch);
    inFlight = request;
    unreported = 0;
    round++;
    demand = 0;
    smallestDemand = Long.MAX_VALUE;
    return request;
  }

  void granted(LeaseRequest.Grant grant, long now) {
    LeaseRequest request = requireNonNull(inFlight);
    inFlight = null;
    leased += grant.units();
    report =
        new Report(
            grant.level(),
            now,
            grant.units() >= request.need(),
            grant.units() >= request.need() + request.prefetch());
  }

  /**
   * The request may or may not have taken effect. Debt is reported again, returned units are not:
   * an error costs the tenant a lease and never grants more than the limit.
   */
  void failed() {
    unreported += Math.min(0, requireNonNull(inFlight).change());
    inFlight = null;
  }

  /** Gives up everything; returns the change that the shared bucket must still be told. */
  long drain(long now) {
    endShare(now);
    long change = leased + unreported;
    leased = 0;
    unreported = 0;
    return change;
  }
}
