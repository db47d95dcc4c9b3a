package dev.sluice.api.concurrency;

import dev.sluice.job.TenantId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * A bounded number of slots. One tenant gets at most a quarter of them, but at least one, so that
 * no tenant can use them all. Never waits. Thread-safe.
 */
public final class TenantSlots {

  private static final int MIN_TENANTS = 4;

  private final int size;
  private final int share;
  private final Semaphore free;
  private final Map<TenantId, Integer> used = new ConcurrentHashMap<>();

  public TenantSlots(int size) {
    this.size = size;
    this.share = Math.max(1, size / MIN_TENANTS);
    this.free = new Semaphore(size);
  }

  /**
   * Acquires a slot, to be released once; false if no slot is free or the tenant's share is used.
   */
  public boolean tryAcquire(TenantId tenant) {
    if (!free.tryAcquire()) {
      return false;
    }
    if (used.merge(tenant, 1, Integer::sum) > share) {
      release(tenant);
      return false;
    }
    return true;
  }

  public void release(TenantId tenant) {
    used.computeIfPresent(tenant, (_, count) -> count == 1 ? null : count - 1);
    free.release();
  }

  /** The number of slots in use. */
  public int used() {
    return size - free.availablePermits();
  }
}
