package dev.sluice.api.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A shared bucket as this replica sees it: the units that it holds on lease, and what it last heard
 * of the rest. Taking leased units touches no database. Where they do not suffice, callers wait for
 * one exchange, together; where the bucket was found empty, nobody asks again before it can have
 * refilled. Safe for all threads.
 *
 * <p>What replicas hold unused while the shared bucket refills is how far they can go over the
 * limit together. So each holds no more than it uses in {@link #AHEAD_SECONDS}, and at rest its
 * part of {@link #KEPT_SHARE}: 1 % and 3.34 % of a limit per minute, under 5 % in all.
 */
final class LeasedBucket {

  private static final double AHEAD_SECONDS = 0.6;
  private static final double KEPT_SHARE = 0.0334;

  private static final double LATE_SHARE = 0.015;

  /** Below this many units per second a bucket counts as unused. */
  private static final double IDLE_RATE = 0.05;

  /** A bucket that had too little is not asked again within this time. */
  private static final long STARVED_NANOS = Duration.ofMillis(50).toNanos();

  private final BucketKey key;
  private final Replica replica;
  private final Ticker ticker;
  private final long staleNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition answered = lock.newCondition();

  private long balance;
  private long change;
  private long telling;
  private long waitedFor;
  private long leastWaitedFor = Long.MAX_VALUE;
  private long begun;
  private long exchanges;
  private double level;
  private long levelAt;
  private boolean known;
  private long notBefore;
  private long aheadNotBefore;
  private double rate;
  private long spent;
  private long spentSince;
  private boolean active;
  private boolean closed;
  private @Nullable LocalShare share;
  private boolean shareIsCautious;

  /** What a bucket needs of the replica that it is in. */
  interface Replica {

    /** Whether the shared buckets do not answer at the moment, or not in time. */
    boolean isAlone();

    /** Whether the shared buckets are known not to answer. */
    boolean isAway();

    /** Replicas that run, this one included; at least 1. */
    int replicas();

    /** Have an exchange with this bucket, soon. */
    void ask(LeasedBucket bucket);

    /** Look at this bucket from time to time until it is at rest. */
    void watch(LeasedBucket bucket);
  }

  /**
   * A bucket of which nothing is known yet.
   *
   * @param change what an earlier object for the same bucket still had to tell
   */
  LeasedBucket(BucketKey key, Replica replica, Duration syncEvery, Ticker ticker, long change) {
    this.key = key;
    this.replica = replica;
    this.ticker = ticker;
    this.staleNanos = 2 * syncEvery.toNanos();
    this.change = change;
    this.level = key.capacity();
    this.levelAt = ticker.read();
    this.spentSince = levelAt;
    this.notBefore = levelAt;
    this.aheadNotBefore = levelAt;
  }

  BucketKey key() {
    return key;
  }

  /** Asks for what is held in advance, so that it may be here when it is needed. */
  void prepare() {
    lock.lock();
    try {
      if (!known && !replica.isAlone()) {
        activate();
        replica.ask(this);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes units, all or none.
   *
   * @param patience how long to wait for an exchange; after that this replica decides alone
   */
  Verdict take(long amount, Duration patience) {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (!closed && balance < amount && !replica.isAlone() && left > 0 && mayAsk(amount)) {
        left = awaitExchange(amount, left);
      }
      if (closed) {
        return Verdict.CLOSED;
      }
      activate();
      if (balance >= amount) {
        spend(amount);
        return Verdict.GRANTED;
      }
      if (replica.isAlone() || left <= 0) {
        return share(amount).take(amount);
      }
      return new Verdict.Refused(untilThereIs(amount));
    } finally {
      lock.unlock();
    }
  }

  /** False where an exchange would bring nothing, as far as is known. */
  private boolean mayAsk(long amount) {
    long now = ticker.read();
    if (!known || now - levelAt > staleNanos) {
      return true;
    }
    return now - notBefore >= 0 && thereIs() >= amount;
  }

  /** Returns what is left of the time; none where the waiting was interrupted. */
  private long awaitExchange(long amount, long nanos) {
    long before = exchanges;
    long begunBefore = begun;
    waitedFor += amount;
    leastWaitedFor = Math.min(leastWaitedFor, amount);
    activate();
    replica.ask(this);
    long left = nanos;
    try {
      while (exchanges == before && !closed && left > 0) {
        left = answered.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      left = 0;
    }
    if (begun == begunBefore) {
      // Nobody has asked for it yet; it is asked for anew, or no longer.
      waitedFor -= amount;
      leastWaitedFor = waitedFor == 0 ? Long.MAX_VALUE : leastWaitedFor;
    }
    return left;
  }

  private void spend(long amount) {
    balance -= amount;
    spent += amount;
    if (2 * balance < target() && ticker.read() - aheadNotBefore >= 0 && !replica.isAlone()) {
      replica.ask(this);
    }
  }

  /** Puts back what was taken a moment ago and not used. */
  boolean putBack(long amount) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      if (share == null) {
        balance += amount;
        spent -= amount;
      } else {
        share.giveBack(amount);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Corrects what was taken earlier; negative where more was used. A refund goes to the shared
   * bucket, which holds no more than its capacity; a charge, too, but for what the lease meets.
   *
   * @return false where this object no longer stands for the bucket
   */
  boolean giveBack(long amount) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      activate();
      if (share != null && amount > 0) {
        share.giveBack(amount);
      } else {
        // A charge is met from the lease first: nobody is to spend what is owed already.
        long met = Math.clamp(-amount, 0, Math.max(0, balance));
        balance -= met;
        change += amount + met;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  Standing standing() {
    lock.lock();
    try {
      return Standing.of(
          key, share == null ? Math.max((double) balance, thereIs()) : balance + share.remaining());
    } finally {
      lock.unlock();
    }
  }

  /** How long until this much would be there, by what is known. */
  Duration until(long amount) {
    lock.lock();
    try {
      return share == null || balance >= amount ? untilThereIs(amount) : Duration.ZERO;
    } finally {
      lock.unlock();
    }
  }

  private Duration untilThereIs(long amount) {
    double missing = amount - thereIs();
    return missing <= 0
        ? Duration.ZERO
        : Duration.ofNanos((long) Math.ceil(missing / key.refillPerNano()));
  }

  /** Units that can be had: held, on their way to the shared bucket, or there already. */
  private double thereIs() {
    return balance + Math.min((double) key.capacity(), estimatedLevel() + change + telling);
  }

  private double estimatedLevel() {
    return Math.min(
        (double) key.capacity(), level + (ticker.read() - levelAt) * key.refillPerNano());
  }

  private LocalShare share(long amount) {
    boolean away = replica.isAway();
    if (share != null && away && shareIsCautious) {
      endShare();
    }
    if (share == null) {
      shareIsCautious = !away;
      share =
          new LocalShare(
              key,
              replica.replicas(),
              (away ? estimatedLevel() : cautious(amount)) + Math.min(0, change + telling),
              ticker);
    }
    return share;
  }

  /**
   * Of a bucket whose answer is only late, so much that all replicas together may be wrong, yet
   * enough for the first to come: what is known of it may be long untrue, as others use it, too. In
   * an outage there is nothing to wait for, and what is known, or a full bucket, is divided.
   */
  private double cautious(long amount) {
    double bound = Math.max(LATE_SHARE * key.capacity(), (double) amount * replica.replicas());
    return known ? Math.min(estimatedLevel(), bound) : bound;
  }

  private void endShare() {
    if (share != null) {
      change -= share.debt();
      share = null;
    }
  }

  private long target() {
    long kept = (long) (key.capacity() * KEPT_SHARE / replica.replicas());
    return Math.max(kept, (long) (rate * AHEAD_SECONDS));
  }

  private void activate() {
    if (!active) {
      active = true;
      replica.watch(this);
    }
  }

  /** Looks at what was used since the last time; false where the bucket is at rest. */
  boolean tick() {
    lock.lock();
    try {
      long now = ticker.read();
      double seconds = (now - spentSince) / 1e9;
      if (seconds > 0) {
        rate = (rate + spent / seconds) / 2;
        rate = rate < IDLE_RATE ? 0 : rate;
        spent = 0;
        spentSince = now;
      }
      long surplus = Math.max(0, balance - target());
      balance -= surplus;
      change += surplus;
      active = rate > 0 || change != 0 || share != null || waitedFor > 0;
      return active && !closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * What is to be exchanged now; null for nothing. Follow with {@link #answer} or {@link #fail}.
   */
  @Nullable Exchange begin() {
    lock.lock();
    try {
      long need = Math.max(0, waitedFor - balance);
      long least = need == 0 ? 0 : Math.max(1, leastWaitedFor - balance);
      long extra = Math.max(0, Math.max(target(), need) - Math.max(0, balance - waitedFor));
      boolean idle = change == 0 && share == null && need == 0 && known && extra == 0;
      if (closed || idle) {
        return null;
      }
      endShare();
      Exchange exchange = new Exchange(key, change, need, least, extra);
      begun++;
      telling = change;
      change = 0;
      waitedFor = 0;
      leastWaitedFor = Long.MAX_VALUE;
      return exchange;
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Takes in what an exchange brought; returns what came too late for this object. */
  long answer(Exchange exchange, Exchange.Answer answer) {
    lock.lock();
    try {
      balance += answer.granted();
      level = answer.level();
      levelAt = ticker.read();
      known = true;
      notBefore = answer.granted() < exchange.need() ? levelAt + STARVED_NANOS : levelAt;
      aheadNotBefore =
          answer.granted() < exchange.need() + exchange.extra() ? levelAt + STARVED_NANOS : levelAt;
      exchanged();
      if (!closed) {
        return 0;
      }
      long late = balance;
      balance = 0;
      return late;
    } finally {
      lock.unlock();
    }
  }

  /**
   * An exchange that may or may not have happened. A debt is told again, units handed back are not:
   * an error is the tenant's loss of a lease, never a gain.
   */
  void fail(Exchange exchange) {
    lock.lock();
    try {
      change += Math.min(0, exchange.change());
      exchanged();
    } finally {
      lock.unlock();
    }
  }

  private void exchanged() {
    telling = 0;
    exchanges++;
    answered.signalAll();
  }

  /** Ends this object; returns all that the shared bucket must be told. */
  long close() {
    lock.lock();
    try {
      closed = true;
      long last = balance + change - (share == null ? 0 : share.debt());
      balance = 0;
      change = 0;
      share = null;
      answered.signalAll();
      return last;
    } finally {
      lock.unlock();
    }
  }
}
