package dev.sluice.api.limit;

import dev.sluice.job.TenantId;

/**
 * Which bucket. The limit is part of it: keys of a tenant that have the same limit share one
 * bucket, so more keys are not more; a key that was given another limit has a bucket of its own.
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
