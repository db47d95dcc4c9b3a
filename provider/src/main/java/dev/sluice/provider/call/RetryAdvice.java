package dev.sluice.provider.call;

import dev.sluice.work.RetryAfter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads when a provider may be called again: {@code retry-after-ms} (both providers' extension),
 * else {@code Retry-After} in seconds or as an HTTP date in any of its three forms (RFC 9110, 5.6.7
 * and 10.2.3). Never negative, at most {@link #LONGEST}; invalid values count as absent.
 */
public final class RetryAdvice {

  static final Duration LONGEST = Duration.ofDays(1);
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?\\d{1,100}(\\.\\d{0,100})?([eE][+-]?\\d{1,20})?");

  private final Clock clock;

  public RetryAdvice(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param headers the values of a header, by name in lower case
   */
  public @Nullable Duration read(Function<String, List<String>> headers) {
    return first(headers, "retry-after-ms")
        .flatMap(value -> number(value, 1))
        .or(() -> first(headers, "retry-after").flatMap(this::secondsOrDate))
        .map(RetryAdvice::bounded)
        .orElse(null);
  }

  private static Optional<String> first(Function<String, List<String>> headers, String name) {
    return headers.apply(name).stream().findFirst().map(String::strip);
  }

  private Optional<Duration> secondsOrDate(String value) {
    return number(value, 1000).or(() -> RetryAfter.parse(value, clock.instant()));
  }

  private static Optional<Duration> number(String value, double millisPerUnit) {
    if (!NUMBER.matcher(value).matches()) {
      return Optional.empty();
    }
    double millis = Double.parseDouble(value) * millisPerUnit;
    // Rounded up, as a call that is a little too early is refused again.
    return Double.isInfinite(millis)
        ? Optional.empty()
        : Optional.of(
            Duration.ofMillis((long) Math.ceil(Math.min(millis, (double) LONGEST.toMillis()))));
  }

  private static Duration bounded(Duration advice) {
    if (advice.isNegative()) {
      return Duration.ZERO;
    }
    return advice.compareTo(LONGEST) > 0 ? LONGEST : advice;
  }
}
