package dev.sluice.api.quota;

import java.time.Duration;

/** The answer to a request for units of a token bucket. */
sealed interface Decision {

  /**
   * The units were taken.
   *
   * @param low whether the lease runs low and should be renewed ahead of demand
   */
  record Granted(boolean low) implements Decision {}

  /** The bucket has too few units; it would have enough after {@code retryAfter}. */
  record Denied(Duration retryAfter) implements Decision {}

  /**
   * Undecided until the lease is renewed.
   *
   * @param round the renewal that asks for these units
   */
  record Pending(long amount, long round) implements Decision {}

  Decision GRANTED = new Granted(false);
  Decision LOW = new Granted(true);
}
