package dev.sluice.webhooks.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt makes of its delivery.
 *
 * @param outcome null for an attempt without one, which is not logged and does not count
 * @param status the delivery's next status: pending, delivered, failed or held
 * @param retryIn when the next attempt is due; null for none
 * @param endpointFailed whether the failure counts against the endpoint
 */
public record DeliverySettlement(
    Claim claim,
    Instant startedAt,
    Duration took,
    @Nullable AttemptOutcome outcome,
    DeliveryStatus status,
    @Nullable Duration retryIn,
    boolean endpointFailed) {

  /** The attempt has no known outcome: the delivery is due at once and the attempt not counted. */
  public static DeliverySettlement handedBack(Claim claim) {
    return new DeliverySettlement(
        claim, Instant.EPOCH, Duration.ZERO, null, DeliveryStatus.PENDING, Duration.ZERO, false);
  }

  /** Without data from the receiver except the status, for a database that refuses the rest. */
  public DeliverySettlement withoutContent() {
    Response response = responded(given -> new Response(given.status(), new byte[0], true));
    AttemptOutcome reduced =
        attempted(given -> new AttemptOutcome(given.failure(), response, null, Trace.NONE));
    return new DeliverySettlement(claim, startedAt, took, reduced, status, retryIn, endpointFailed);
  }

  /** A value of the outcome; null if there is none. */
  <T> @Nullable T attempted(Function<AttemptOutcome, @Nullable T> value) {
    return outcome == null ? null : value.apply(outcome);
  }

  /** A value of the response; null if there is no response. */
  <T> @Nullable T responded(Function<Response, T> value) {
    return outcome == null || outcome.response() == null ? null : value.apply(outcome.response());
  }
}
