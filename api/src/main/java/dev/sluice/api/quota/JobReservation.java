package dev.sluice.api.quota;

import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;

/**
 * What a job was charged when it was submitted.
 *
 * @param capacity the limit at that time, which identifies the bucket
 */
record JobReservation(JobId job, TenantId tenant, long capacity, long promptTokens, long tokens) {

  BucketKey bucket() {
    return new BucketKey(tenant, BucketKind.TOKENS_MINUTE, capacity);
  }
}
