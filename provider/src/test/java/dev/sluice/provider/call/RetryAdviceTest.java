package dev.sluice.provider.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAdviceTest {

  private final RetryAdvice advice =
      new RetryAdvice(Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "30 | PT30S",
        "0 | PT0S",
        "1.5 | PT1.5S",
        "-3 | PT0S",
        "99999999999999999999 | PT24H",
        "Sun, 01 Mar 2026 12:00:45 GMT | PT45S",
        "Sun, 01 Mar 2026 11:00:00 GMT | PT0S",
        "Sun, 01 Mar 2099 11:00:00 GMT | PT24H",
        "Sunday, 01-Mar-26 12:00:45 GMT | PT45S",
        "Sun Mar  1 12:00:45 2026 | PT45S",
        "1e-999999999 | PT0S",
        "-1e300 | PT0S",
      })
  void secondsAndDatesAreRead(String value, Duration expected) {
    assertThat(read(Map.of("retry-after", value))).isEqualTo(expected);
  }

  @Test
  void millisecondsGoFirstAndAreRoundedUp() {
    assertThat(read(Map.of("retry-after-ms", "250.2", "retry-after", "1")))
        .isEqualTo(Duration.ofMillis(251));
  }

  @Test
  void unreadableMillisecondsFallBackToSeconds() {
    assertThat(read(Map.of("retry-after-ms", "soon", "retry-after", "1")))
        .isEqualTo(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "1e99999999999",
        "NaN",
        "Infinity",
        "0x1p3",
        "5d",
        "Sun, 99 Mar 2026 12:00:00 GMT"
      })
  void unreadableValueCountsAsAbsent(String value) {
    assertThat(read(Map.of("retry-after", value))).isNull();
  }

  @Test
  void nothingIsReadFromNoHeaders() {
    assertThat(read(Map.of())).isNull();
  }

  private @Nullable Duration read(Map<String, String> headers) {
    return advice.read(name -> Stream.ofNullable(headers.get(name)).toList());
  }
}
