package dev.sluice.egress;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** TenantSlots that owners take in turns, none of them more than a share. Safe for all threads. */
final class Slots {

  private final int all;
  private final int ofAnOwner;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private final Map<String, Integer> taken = new HashMap<>();
  private int total;

  Slots(int all, int ofAnOwner) {
    this.all = all;
    this.ofAnOwner = ofAnOwner;
  }

  /** Waits for a place at most so long; false where there was none. */
  boolean take(String owner, long patienceNanos) throws InterruptedException {
    long left = patienceNanos;
    lock.lockInterruptibly();
    try {
      while (total >= all || taken.getOrDefault(owner, 0) >= ofAnOwner) {
        if (left <= 0) {
          return false;
        }
        left = released.awaitNanos(left);
      }
      total++;
      taken.merge(owner, 1, Integer::sum);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Gives a place back. */
  void release(String owner) {
    lock.lock();
    try {
      total--;
      taken.computeIfPresent(owner, (_, count) -> count > 1 ? count - 1 : null);
      // All, as the owner of whoever waits longest may have its share.
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
