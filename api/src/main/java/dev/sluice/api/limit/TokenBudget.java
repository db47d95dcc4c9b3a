package dev.sluice.api.limit;

import dev.sluice.api.access.Caller;
import dev.sluice.api.errors.ApiException;
import dev.sluice.api.errors.ErrorCode;
import dev.sluice.chat.ChatRequest;
import java.time.Duration;
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
   * Charges the prompt, estimated, and {@code max_tokens}.
   *
   * @throws ApiException 429 where that many tokens are not there now; 400 where they never will
   *     be, as the limit is smaller than the request
   */
  public Reservation reserve(Caller caller, ChatRequest request) {
    BucketKey bucket = new Allowance(caller, properties).tokens();
    long prompt = TokenEstimate.prompt(request);
    long tokens = prompt + request.maxTokens();
    if (tokens > bucket.capacity()) {
      throw ErrorCode.TOKEN_LIMIT_TOO_SMALL.exception(tokens, bucket.capacity());
    }
    if (buckets.take(bucket, tokens) instanceof Verdict.Refused(Duration wait)) {
      throw new ApiException(
          ErrorCode.TOKEN_LIMIT_EXCEEDED
              .error(tokens, bucket.capacity())
              .limited(bucket.capacity(), bucket.kind().windowName(), wait));
    }
    return new Reservation(this, bucket, prompt, tokens);
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
