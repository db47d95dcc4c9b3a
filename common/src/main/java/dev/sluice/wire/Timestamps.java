package dev.sluice.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** Timestamps of RFC 3339, with seconds and an offset of hours and minutes. */
public final class Timestamps {

  // ISO 8601 allows more than RFC 3339.
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?"
              + "(?:[Zz]|[+-][0-9]{2}:[0-9]{2})");

  private static final Instant YEAR_0 = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

  private Timestamps() {}

  /** In UTC. */
  static boolean hasYearOfFourDigits(Instant instant) {
    return !instant.isBefore(YEAR_0) && instant.isBefore(YEAR_10000);
  }

  /** The instant, whose year in UTC has four digits; empty for any other text. */
  public static Optional<Instant> parseUtc(String text) {
    return parse(text).filter(Timestamps::hasYearOfFourDigits);
  }

  /** The instant; empty when the text is not a timestamp, or more precise than nanoseconds. */
  public static Optional<Instant> parse(String text) {
    if (!RFC_3339.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
