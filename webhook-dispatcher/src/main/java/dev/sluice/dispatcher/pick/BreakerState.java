package dev.sluice.dispatcher.pick;

import java.util.Locale;

/** A breaker as metrics show it. */
enum BreakerState {
  CLOSED,
  OPEN,
  /** A probe is under way, or goes with the next delivery that is due. */
  HALF_OPEN;

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
