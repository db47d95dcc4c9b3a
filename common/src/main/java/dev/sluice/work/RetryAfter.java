package dev.sluice.work;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The {@code Retry-After} header, in either form (RFC 9110, 10.2.3): seconds, or a date in one of
 * the three forms that a recipient must accept (5.6.7). Names of days are not held against the
 * date, case does not matter.
 */
public final class RetryAfter {

  private static final Pattern SECONDS = Pattern.compile("[0-9]+");
  private static final Pattern LEADING_ZEROS = Pattern.compile("^0+(?=.)");
  // Longer than any wait that is honoured: 30 years.
  private static final int MAX_DIGITS = 9;
  private static final Duration MAX = Duration.ofSeconds(999_999_999);
  private static final Pattern DAY_NAME = Pattern.compile("^[A-Za-z]{3,9},? +");
  private static final int FUTURE_YEARS = 50;

  // Without the name of the day.
  private static final String FIXED = "dd MMM yyyy HH:mm:ss 'GMT'";
  private static final String ASCTIME = "MMM ppd HH:mm:ss yyyy";

  private RetryAfter() {}

  /** The wait that it asks for, not negative, 30 years at most; empty where it is neither form. */
  public static Optional<Duration> parse(String value, Instant now) {
    String text = value.strip();
    if (SECONDS.matcher(text).matches()) {
      String digits = LEADING_ZEROS.matcher(text).replaceFirst("");
      return Optional.of(
          digits.length() > MAX_DIGITS ? MAX : Duration.ofSeconds(Long.parseLong(digits)));
    }
    String date = DAY_NAME.matcher(text).replaceFirst("");
    if (date.equals(text)) {
      return Optional.empty();
    }
    return forms(now).stream()
        .flatMap(form -> date(date, form).stream())
        .findFirst()
        .map(until -> until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO)
        .map(wait -> wait.compareTo(MAX) < 0 ? wait : MAX);
  }

  private static Optional<Instant> date(String text, DateTimeFormatter form) {
    try {
      return Optional.of(LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private static List<DateTimeFormatter> forms(Instant now) {
    return List.of(
        insensitive().appendPattern(FIXED).toFormatter(Locale.ROOT),
        rfc850(now),
        insensitive().appendPattern(ASCTIME).toFormatter(Locale.ROOT));
  }

  /** Two digits of a year that is not more than 50 years ahead. */
  private static DateTimeFormatter rfc850(Instant now) {
    int latest = now.atOffset(ZoneOffset.UTC).getYear() + FUTURE_YEARS;
    return insensitive()
        .appendPattern("dd-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, latest - 99)
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.ROOT);
  }

  private static DateTimeFormatterBuilder insensitive() {
    return new DateTimeFormatterBuilder().parseCaseInsensitive();
  }
}
