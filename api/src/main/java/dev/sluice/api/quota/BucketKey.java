package dev.sluice.api.quota;

import dev.sluice.job.TenantId;

/**
 * Identifies a token bucket. The limit is part of it: keys of a tenant with the same limit share one
 * bucket, so that more keys do not get more; a key with another limit has a bucket of its own.
 *
 * @param capacity units per window, and the most that the bucket holds; positive
 */
record BucketKey(TenantId tenant, BucketKind kind, long capacity) {

  BucketKey {
    if (capacity < 1) {
      throw new IllegalArgumentException("a limit is positive");
    }
  }

  double refillPerNano() {
    return (double) capacity / kind.window().toNanos();
  }
}
