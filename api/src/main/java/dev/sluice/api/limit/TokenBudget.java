package dev.sluice.api.limit;

import dev.sluice.api.access.Caller;
import dev.sluice.api.errors.ApiError;
import dev.sluice.api.errors.ApiException;
import dev.sluice.wire.RequestBounds;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Charges tenants for tokens, before the work by an estimate and after it by what was used. Waits
 * for the database once at most, by {@code sluice.limits.max-wait}. Safe for all threads.
 */
@Component
public final class TokenBudget {

  private final Buckets buckets;
  private final JobReservations reservations;
  private final LimitProperties properties;

  TokenBudget(Buckets buckets, JobReservations reservations, LimitProperties properties) {
    this.buckets = buckets;
    this.reservations = reservations;
    this.properties = properties;
  }

  /**
   * Charges the prompt, estimated, and the most that the answer may have.
   *
   * @param maxTokens absent where the caller sets no limit; then 1000 are charged
   * @throws ApiException 429 where that many tokens are not there now; 400 where they never will
   *     be, as the limit is smaller than the request
   */
  public Reservation reserve(Caller caller, long promptTokens, @Nullable Integer maxTokens) {
    BucketKey bucket = new Allowance(caller, properties).tokens();
    int answer = maxTokens == null ? RequestBounds.DEFAULT_MAX_TOKENS : maxTokens;
    long tokens = promptTokens + answer;
    if (tokens > bucket.capacity()) {
      throw new ApiException(
          ApiError.invalid(
              "token_limit_too_small",
              "The request needs up to %d tokens, prompt and max_tokens together; the limit is %d per minute."
                  .formatted(tokens, bucket.capacity()),
              null));
    }
    if (buckets.take(bucket, tokens) instanceof Verdict.Refused(Duration wait)) {
      throw new ApiException(
          ApiError.limited(
              "token_limit_exceeded",
              "The request needs up to %d tokens; too few of the limit of %d tokens per minute are left."
                  .formatted(tokens, bucket.capacity()),
              new ApiError.Exceeded(bucket.capacity(), bucket.kind().windowName()),
              wait));
    }
    return new Reservation(this, bucket, promptTokens, tokens);
  }

  void giveBack(BucketKey bucket, long tokens) {
    if (tokens != 0) {
      buckets.giveBack(bucket, tokens);
    }
  }

  void record(JobReservation reservation) {
    reservations.add(reservation);
  }
}
