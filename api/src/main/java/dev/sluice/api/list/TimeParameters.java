package dev.sluice.api.list;

import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.Timestamps;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * RFC 3339 times in query parameters, in microseconds as stored. Each method throws {@link
 * InvalidFieldException} for a parameter that is no time or given more than once.
 */
public final class TimeParameters {

  private static final Pattern TIMESTAMP =
      Pattern.compile("([0-9]{4}-\\S{1,40}?)(?:Z|([+ -])([0-9]{2}:[0-9]{2}))");

  private TimeParameters() {}

  /** An exclusive lower bound. */
  public static Optional<Instant> after(Map<String, String[]> parameters, String name) {
    return PageQuery.single(parameters, name)
        .map(value -> instant(name, value).truncatedTo(ChronoUnit.MICROS));
  }

  /** An exclusive upper bound. */
  public static Optional<Instant> before(Map<String, String[]> parameters, String name) {
    return PageQuery.single(parameters, name).map(value -> roundedUp(instant(name, value)));
  }

  /** Rounded up to microseconds. */
  public static Instant roundedUp(Instant instant) {
    Instant down = instant.truncatedTo(ChronoUnit.MICROS);
    return down.equals(instant) ? down : down.plus(1, ChronoUnit.MICROS);
  }

  /** Accepts a space as the offset's sign: a plus that was not percent-encoded. */
  private static Instant instant(String name, String value) {
    var parts = TIMESTAMP.matcher(value);
    if (parts.matches()) {
      String sign = parts.group(2);
      String offset = sign == null ? "Z" : (sign.equals("-") ? "-" : "+") + parts.group(3);
      Optional<Instant> time = Timestamps.parse(parts.group(1) + offset);
      if (time.isPresent()) {
        return time.get();
      }
    }
    throw new InvalidFieldException(name, name + " must be an RFC 3339 timestamp.");
  }
}
