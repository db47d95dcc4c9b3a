package dev.sluice.api.list;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Times of callers as bounds of stored ones, which are in microseconds. */
public final class Micros {

  private Micros() {}

  /** For an exclusive lower bound. */
  public static @Nullable Instant down(@Nullable Instant instant) {
    return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS);
  }

  /** For an inclusive lower bound or an exclusive upper one. */
  public static Instant up(Instant instant) {
    Instant down = instant.truncatedTo(ChronoUnit.MICROS);
    return down.equals(instant) ? down : down.plus(1, ChronoUnit.MICROS);
  }
}
