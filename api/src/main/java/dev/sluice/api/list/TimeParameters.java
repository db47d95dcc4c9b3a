package dev.sluice.api.list;

import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.Timestamps;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Times as query parameters, RFC 3339, at the microseconds that are stored. Each method throws
 * {@link InvalidFieldException} for what is no time or given more than once.
 */
public final class TimeParameters {

  private static final Pattern TIMESTAMP =
      Pattern.compile("([0-9]{4}-\\S{1,40}?)(?:Z|([+ -])([0-9]{2}:[0-9]{2}))");

  private TimeParameters() {}

  /** Exclusive: what is stored is later than this. */
  public static Optional<Instant> after(Map<String, String[]> parameters, String name) {
    return PageQuery.single(parameters, name)
        .map(value -> instant(name, value).truncatedTo(ChronoUnit.MICROS));
  }

  /** Exclusive: what is stored is earlier than this. */
  public static Optional<Instant> before(Map<String, String[]> parameters, String name) {
    return PageQuery.single(parameters, name).map(value -> roundedUp(instant(name, value)));
  }

  /** The first of the microseconds that is not before it. */
  public static Instant roundedUp(Instant instant) {
    Instant down = instant.truncatedTo(ChronoUnit.MICROS);
    return down.equals(instant) ? down : down.plus(1, ChronoUnit.MICROS);
  }

  /** A plus sign that was not percent-encoded has become a space, and is meant. */
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
