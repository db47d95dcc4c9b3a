package dev.sluice.api.quota;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.chat.TokenEstimate;
import dev.sluice.chat.Usage;
import dev.sluice.job.JobId;
import dev.sluice.wire.RequestBounds;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Charges tenants for tokens: before the work by an estimate, after it by actual usage. Waits for
 * the database at most once, up to {@code sluice.limits.max-wait}. Thread-safe.
 */
@Component
public final class TokenBudget {

  private final LocalBuckets buckets;
  private final JobReservations reservations;
  private final QuotaProperties properties;

  TokenBudget(LocalBuckets buckets, JobReservations reservations, QuotaProperties properties) {
    this.buckets = buckets;
    this.reservations = reservations;
    this.properties = properties;
  }

  /**
   * Charges the prompt, estimated, and the most that the answer may have.
   *
   * @param maxTokens absent if the caller sets no limit; then 1000 are charged
   * @throws ApiException 429 if too few tokens are available now; 400 if the request exceeds the
   *     limit itself
   */
  public Reservation reserve(Caller caller, long promptTokens, @Nullable Integer maxTokens) {
    BucketKey bucket = properties.bucket(caller, BucketKind.TOKENS_MINUTE);
    int answer = maxTokens == null ? RequestBounds.DEFAULT_MAX_TOKENS : maxTokens;
    long tokens = promptTokens + answer;
    if (tokens > bucket.capacity()) {
      throw ErrorCode.TOKEN_LIMIT_TOO_SMALL.exception(tokens, bucket.capacity());
    }
    if (buckets.take(bucket, tokens) instanceof Decision.Denied(Duration wait)) {
      throw new ApiException(
          ErrorCode.TOKEN_LIMIT_EXCEEDED
              .error(tokens, bucket.capacity())
              .limited(bucket.capacity(), bucket.kind().windowName(), wait));
    }
    return new Reservation(bucket, promptTokens, tokens);
  }

  /**
   * Tokens charged before the work, to be settled by what it used. Only the first call to one of
   * these methods counts; without a call the tokens stay charged. A refund fades with the
   * reservation's age, see {@link BucketKey#refund}. Never blocks. Thread-safe.
   */
  public final class Reservation {

    private final BucketKey bucket;
    private final long promptTokens;
    private final long tokens;
    private final long reservedAt = System.nanoTime();
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Reservation(BucketKey bucket, long promptTokens, long tokens) {
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
        reservations.add(
            new JobReservations.Charge(
                job, bucket.tenant(), bucket.capacity(), promptTokens, tokens));
      }
    }

    private void charge(long used) {
      if (open.compareAndSet(true, false)) {
        Duration age = Duration.ofNanos(System.nanoTime() - reservedAt);
        long refund = bucket.refund(tokens - used, age);
        if (refund != 0) {
          buckets.get(bucket).adjust(refund);
        }
      }
    }
  }
}
