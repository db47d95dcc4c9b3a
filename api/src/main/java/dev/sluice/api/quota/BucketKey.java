package dev.sluice.api.quota;

import dev.sluice.job.TenantId;
import java.time.Duration;

/**
 * Identifies a token bucket. The limit is part of it: keys of a tenant with the same limit share
 * one bucket, so that more keys do not get more; a key with another limit has a bucket of its own.
 *
 * @param capacity units per window, and the most that the bucket holds; positive
 */
record BucketKey(TenantId tenant, BucketKind kind, long capacity) {

  BucketKey {
    if (capacity < 1) {
      throw new IllegalArgumentException("a limit is positive");
    }
  }

  /**
   * What is refunded of reserved units that were not used. A refund fades linearly with the
   * reservation's age, to nothing after one window: the bucket has refilled meanwhile, and
   * reservations held over many windows must not be spent at once.
   *
   * @param unused negative if more was used than reserved, which is charged in full
   */
  long refund(long unused, Duration age) {
    double left = Math.max(0, 1 - (double) age.toMillis() / kind.window().toMillis());
    return unused <= 0 ? unused : (long) (unused * Math.min(1, left));
  }

  double refillPerNano() {
    return (double) capacity / kind.window().toNanos();
  }
}
