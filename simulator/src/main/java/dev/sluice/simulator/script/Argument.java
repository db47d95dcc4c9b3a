package dev.sluice.simulator.script;

import dev.sluice.simulator.prompt.Unacceptable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the colon of a step or a setting.
 *
 * @param owner the whole step, for messages
 * @param value null where there is no colon
 */
record Argument(String owner, @Nullable String value) {

  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Pattern DURATION = Pattern.compile("(\\d{1,7}(?:\\.\\d{1,3})?)(ms|s|m)");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,7}");

  Optional<String> text() throws Unacceptable {
    if (value != null && value.isEmpty()) {
      throw wrong("a name");
    }
    return Optional.ofNullable(value);
  }

  OptionalInt number() throws Unacceptable {
    if (value == null) {
      return OptionalInt.empty();
    }
    if (!NUMBER.matcher(value).matches()) {
      throw wrong("a whole number up to 9999999");
    }
    return OptionalInt.of(Integer.parseInt(value));
  }

  Optional<Duration> duration() throws Unacceptable {
    if (value == null) {
      return Optional.empty();
    }
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches()) {
      throw wrong("a time such as 200ms, 1.5s or 2m");
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
      throw wrong("a time of at most one hour");
    }
    return Optional.of(duration);
  }

  <T> T none(T result) throws Unacceptable {
    if (value != null) {
      throw new Unacceptable("The simulator's step '%s' takes no argument".formatted(owner));
    }
    return result;
  }

  Unacceptable wrong(String expected) {
    return new Unacceptable(
        "The simulator's script says '%s', but behind the colon it needs %s"
            .formatted(owner, expected));
  }
}
