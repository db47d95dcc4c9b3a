package dev.sluice.simulator.script;

import dev.sluice.simulator.prompt.InvalidRequestException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The argument after the colon of a step or setting.
 *
 * @param owner the whole step, for messages
 * @param value null if there is no colon
 */
record Argument(String owner, @Nullable String value) {

  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Pattern DURATION = Pattern.compile("(\\d{1,7}(?:\\.\\d{1,3})?)(ms|s|m)");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,7}");

  Optional<String> text() throws InvalidRequestException {
    if (value != null && value.isEmpty()) {
      throw invalid("a name");
    }
    return Optional.ofNullable(value);
  }

  OptionalInt number() throws InvalidRequestException {
    if (value == null) {
      return OptionalInt.empty();
    }
    if (!NUMBER.matcher(value).matches()) {
      throw invalid("an integer up to 9999999");
    }
    return OptionalInt.of(Integer.parseInt(value));
  }

  Optional<Duration> duration() throws InvalidRequestException {
    if (value == null) {
      return Optional.empty();
    }
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches()) {
      throw invalid("a duration such as 200ms, 1.5s or 2m");
    }
    int milliseconds =
        switch (matcher.group(2)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          default -> 60_000;
        };
    BigDecimal amount = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(milliseconds));
    Duration duration = Duration.ofNanos(amount.movePointRight(6).longValue());
    if (duration.compareTo(LONGEST) > 0) {
      throw invalid("a duration of at most one hour");
    }
    return Optional.of(duration);
  }

  <T> T none(T result) throws InvalidRequestException {
    if (value != null) {
      throw new InvalidRequestException(
          "The simulator's step '%s' takes no argument".formatted(owner));
    }
    return result;
  }

  InvalidRequestException invalid(String expected) {
    return new InvalidRequestException(
        "Invalid argument in the simulator's script: '%s' needs %s after the colon"
            .formatted(owner, expected));
  }
}
