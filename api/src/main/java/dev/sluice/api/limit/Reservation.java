package dev.sluice.api.limit;

import dev.sluice.chat.TokenEstimate;
import dev.sluice.chat.Usage;
import dev.sluice.job.JobId;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tokens that were charged before the work, and are to be squared with what it used. The first of
 * these methods to be called counts, the others do nothing. One that none is called on stays
 * charged. Never blocks. Safe for all threads.
 */
public final class Reservation {

  private final TokenBudget budget;
  private final BucketKey bucket;
  private final long promptTokens;
  private final long tokens;
  private final AtomicBoolean open = new AtomicBoolean(true);

  Reservation(TokenBudget budget, BucketKey bucket, long promptTokens, long tokens) {
    this.budget = budget;
    this.bucket = bucket;
    this.promptTokens = promptTokens;
    this.tokens = tokens;
  }

  /**
   * The work is done and used this much: the rest is refunded, or what was used beyond the
   * reservation is charged. A usage of nothing means that the provider did not tell: the prompt
   * stays charged.
   */
  public void settle(Usage usage) {
    charge(usage.totalTokens() == 0 ? promptTokens : usage.totalTokens());
  }

  /**
   * The provider was called and nobody knows what it used, e.g. because the stream broke: the
   * prompt stays charged, and an estimate of the answer as far as it came.
   *
   * @param answer what was received; may be empty
   */
  public void settleUnknown(String answer) {
    charge(promptTokens + (long) Math.ceil(TokenEstimate.of(answer)));
  }

  /** The provider was not called: everything is refunded. */
  public void release() {
    charge(0);
  }

  /** The work is a job that was accepted: it is squared when the job ends, on whatever replica. */
  public void handOver(JobId job) {
    if (open.compareAndSet(true, false)) {
      budget.record(
          new JobReservation(job, bucket.tenant(), bucket.capacity(), promptTokens, tokens));
    }
  }

  /** What is charged at first, in tokens. */
  public long tokens() {
    return tokens;
  }

  private void charge(long used) {
    if (open.compareAndSet(true, false)) {
      budget.giveBack(bucket, tokens - used);
    }
  }
}
