package dev.sluice.provider.call;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads when a provider wants to be called again: {@code retry-after-ms} (both providers'
 * extension), else {@code Retry-After} in seconds or as an HTTP date (RFC 9110, 10.2.3). Never
 * negative, at most {@link #LONGEST}; unreadable values count as absent.
 */
public final class RetryAdvice {

  static final Duration LONGEST = Duration.ofDays(1);

  private final Clock clock;

  public RetryAdvice(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param headers the values of a header, by name in lower case
   */
  public @Nullable Duration read(Function<String, List<String>> headers) {
    return first(headers, "retry-after-ms")
        .flatMap(value -> number(value, BigDecimal.ONE))
        .or(() -> first(headers, "retry-after").flatMap(this::secondsOrDate))
        .map(RetryAdvice::bounded)
        .orElse(null);
  }

  private static Optional<String> first(Function<String, List<String>> headers, String name) {
    return headers.apply(name).stream().findFirst().map(String::strip);
  }

  private Optional<Duration> secondsOrDate(String value) {
    return number(value, BigDecimal.valueOf(1000)).or(() -> date(value));
  }

  private static Optional<Duration> number(String value, BigDecimal millisPerUnit) {
    try {
      BigDecimal millis = new BigDecimal(value).multiply(millisPerUnit);
      BigDecimal capped = millis.min(BigDecimal.valueOf(LONGEST.toMillis()));
      // Rounded up: a little too late is welcome, a little too early is another refusal.
      return Optional.of(
          Duration.ofMillis(
              capped.max(BigDecimal.ZERO).setScale(0, RoundingMode.CEILING).longValueExact()));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private Optional<Duration> date(String value) {
    try {
      Instant at = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
      return Optional.of(Duration.between(clock.instant(), at));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration advice) {
    if (advice.isNegative()) {
      return Duration.ZERO;
    }
    return advice.compareTo(LONGEST) > 0 ? LONGEST : advice;
  }
}
