package dev.sluice.api.concurrency;

import dev.sluice.job.TenantId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * A bounded number of places for what lasts, of which no tenant takes more than a quarter (or one,
 * where that is none): whoever takes all that it may leaves places to the others. Never waits. Safe
 * for all threads.
 */
public final class TenantSlots {

  private static final int TENANTS_AT_LEAST = 4;

  private final int size;
  private final int share;
  private final Semaphore free;
  private final Map<TenantId, Integer> taken = new ConcurrentHashMap<>();

  public TenantSlots(int size) {
    this.size = size;
    this.share = Math.max(1, size / TENANTS_AT_LEAST);
    this.free = new Semaphore(size);
  }

  /** Takes a place, to be given back once; false where all, or all of this tenant's, are taken. */
  public boolean tryTake(TenantId tenant) {
    if (!free.tryAcquire()) {
      return false;
    }
    if (taken.merge(tenant, 1, Integer::sum) > share) {
      giveBack(tenant);
      return false;
    }
    return true;
  }

  public void giveBack(TenantId tenant) {
    taken.computeIfPresent(tenant, (_, count) -> count == 1 ? null : count - 1);
    free.release();
  }

  /** How many are taken. */
  public int taken() {
    return size - free.availablePermits();
  }
}
