package dev.sluice.api.quota;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.wire.RequestBounds;
import java.time.Duration;
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
    return new Reservation(this, bucket, promptTokens, tokens);
  }

  void adjust(BucketKey bucket, long tokens) {
    if (tokens != 0) {
      buckets.get(bucket).adjust(tokens);
    }
  }

  void record(JobReservation reservation) {
    reservations.add(reservation);
  }
}
