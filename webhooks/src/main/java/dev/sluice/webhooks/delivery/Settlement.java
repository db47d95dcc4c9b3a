package dev.sluice.webhooks.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt makes of its delivery.
 *
 * @param status the delivery's next status: pending, delivered, failed or held
 * @param retryIn when the next attempt is due; null for none
 * @param endpointFailed whether the failure counts against the endpoint
 * @param attempt the attempt's log entry; null for an attempt without an outcome, which does not
 *     count
 */
public record Settlement(
    Claim claim,
    DeliveryStatus status,
    @Nullable Duration retryIn,
    boolean endpointFailed,
    @Nullable Attempt attempt) {

  /**
   * An attempt with an outcome.
   *
   * @param failure null if it delivered
   * @param response null if there was none
   */
  public record Attempt(
      Instant startedAt,
      Duration took,
      @Nullable FailureClass failure,
      @Nullable Response response,
      Trace trace) {}

  /** The attempt has no known outcome: the delivery is due at once and the attempt not counted. */
  public static Settlement handedBack(Claim claim) {
    return new Settlement(claim, DeliveryStatus.PENDING, Duration.ZERO, false, null);
  }

  /** Without data from the receiver except the status, for a database that refuses the rest. */
  public Settlement withoutContent() {
    if (attempt == null) {
      return this;
    }
    Response response = attempt.response();
    Response status = response == null ? null : new Response(response.status(), new byte[0], true);
    return new Settlement(
        claim,
        this.status,
        retryIn,
        endpointFailed,
        new Attempt(attempt.startedAt(), attempt.took(), attempt.failure(), status, Trace.NONE));
  }

  /** A value of the attempt; null if there is no attempt. */
  <T> @Nullable T attempted(Function<Attempt, @Nullable T> value) {
    return attempt == null ? null : value.apply(attempt);
  }

  /** A value of the response; null if there is no response. */
  <T> @Nullable T responded(Function<Response, T> value) {
    return attempt == null || attempt.response() == null ? null : value.apply(attempt.response());
  }
}
