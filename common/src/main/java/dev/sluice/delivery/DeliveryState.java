package dev.sluice.delivery;

/**
 * What the lifecycle needs to know of a delivery.
 *
 * @param attempt attempts begun; the fencing token, so it never falls
 * @param uncounted attempts that ended without an outcome of the receiver's
 * @param earlier counted attempts before it was last sent again; the schedule of retries begins
 *     after them
 */
public record DeliveryState(DeliveryStatus status, int attempt, int uncounted, int earlier) {

  public DeliveryState {
    if (uncounted < 0 || earlier < 0 || attempt < uncounted + earlier) {
      throw new IllegalArgumentException(
          "attempt %d, uncounted %d, earlier %d".formatted(attempt, uncounted, earlier));
    }
  }

  DeliveryState with(DeliveryStatus next) {
    return new DeliveryState(next, attempt, uncounted, earlier);
  }
}
