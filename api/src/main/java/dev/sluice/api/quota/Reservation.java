package dev.sluice.api.quota;

import dev.sluice.chat.TokenEstimate;
import dev.sluice.chat.Usage;
import dev.sluice.job.JobId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tokens charged before the work, to be settled by what it used. Only the first call to one of
 * these methods counts; without a call the tokens stay charged. A refund fades with the
 * reservation's age, see {@link BucketKey#refund}. Never blocks. Thread-safe.
 */
public final class Reservation {

  private final TokenBudget budget;
  private final BucketKey bucket;
  private final long promptTokens;
  private final long tokens;
  private final long reservedAt = System.nanoTime();
  private final AtomicBoolean open = new AtomicBoolean(true);

  Reservation(TokenBudget budget, BucketKey bucket, long promptTokens, long tokens) {
    this.budget = budget;
    this.bucket = bucket;
    this.promptTokens = promptTokens;
    this.tokens = tokens;
  }

  /**
   * Charges the actual usage: the rest is refunded, or usage beyond the reservation is charged. A
   * usage of zero means that the provider did not report it; then the prompt stays charged.
   */
  public void settle(Usage usage) {
    charge(usage.totalTokens() == 0 ? promptTokens : usage.totalTokens());
  }

  /**
   * Charges the prompt and an estimate of the answer so far, for a call of unknown usage, e.g.
   * after a broken stream.
   *
   * @param answer what was received; may be empty
   */
  public void settleUnknown(String answer) {
    charge(promptTokens + (long) Math.ceil(TokenEstimate.of(answer)));
  }

  /** Refunds everything because the provider was not called. */
  public void release() {
    charge(0);
  }

  /** Leaves settlement to the end of an accepted job, on whichever replica reads it. */
  public void handOver(JobId job) {
    if (open.compareAndSet(true, false)) {
      budget.record(
          new JobReservation(job, bucket.tenant(), bucket.capacity(), promptTokens, tokens));
    }
  }

  private void charge(long used) {
    if (open.compareAndSet(true, false)) {
      Duration age = Duration.ofNanos(System.nanoTime() - reservedAt);
      budget.adjust(bucket, bucket.refund(tokens - used, age));
    }
  }
}
