package dev.sluice.dispatcher.deliver;

import dev.sluice.dispatcher.send.Answer;
import dev.sluice.dispatcher.send.FailureClass;
import dev.sluice.dispatcher.send.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A settlement as the columns of its statement.
 *
 * @param retryMillis how far ahead the next attempt is; absent for none
 * @param startedAt absent where there is nothing to log
 */
record SettlementRow(
    Claim claim,
    String status,
    @Nullable Long retryMillis,
    @Nullable Instant startedAt,
    int durationMillis,
    Trace trace,
    @Nullable Answer answer,
    @Nullable FailureClass failure) {

  private static final byte[] NOTHING = {};

  static SettlementRow of(Settlement settlement) {
    return switch (settlement) {
      case Settlement.HandedBack(Claim claim) ->
          new SettlementRow(claim, "pending", 0L, null, 0, Trace.NONE, null, null);
      case Settlement.Attempted attempted -> of(attempted);
    };
  }

  private static SettlementRow of(Settlement.Attempted attempted) {
    return switch (attempted.next()) {
      case Settlement.Next.Delivered() -> of(attempted, "delivered", null, null);
      case Settlement.Next.Retry(FailureClass failure, Duration in) ->
          of(attempted, "pending", in.toMillis(), failure);
      case Settlement.Next.GivenUp(FailureClass failure) -> of(attempted, "failed", null, failure);
      case Settlement.Next.Held() -> of(attempted, "held", null, FailureClass.HTTP_STATUS);
      case Settlement.Next.Unusable(Optional<Duration> retryIn) ->
          of(
              attempted,
              retryIn.isPresent() ? "pending" : "failed",
              retryIn.map(Duration::toMillis).orElse(null),
              FailureClass.INVALID);
    };
  }

  private static SettlementRow of(
      Settlement.Attempted attempted,
      String status,
      @Nullable Long retryMillis,
      @Nullable FailureClass failure) {
    return new SettlementRow(
        attempted.claim(),
        status,
        retryMillis,
        attempted.startedAt(),
        Math.toIntExact(attempted.took().toMillis()),
        attempted.trace(),
        attempted.answer().orElse(null),
        failure);
  }

  @Nullable Integer statusCode() {
    return answer == null ? null : answer.status();
  }

  byte[] responseBody() {
    return answer == null ? NOTHING : answer.body();
  }

  boolean responseCut() {
    return answer != null && answer.cut();
  }

  @Nullable String failureName() {
    return failure == null ? null : failure.wireName();
  }

  /** As text, which the statement casts: a wait may exceed an int of milliseconds. */
  @Nullable String retryText() {
    return retryMillis == null ? null : retryMillis.toString();
  }
}
