package dev.sluice.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-11-22T18:00:00Z");

  @Test
  void secondsAreAWait() {
    assertThat(RetryAfter.parse(" 120 ", NOW)).contains(Duration.ofMinutes(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 22 Nov 2026 18:01:30 GMT",
        "Sunday, 22-Nov-26 18:01:30 GMT",
        "Sun Nov 22 18:01:30 2026",
        "sun, 22 nov 2026 18:01:30 gmt",
        "  Sun, 22 Nov 2026 18:01:30 GMT "
      })
  void aDateInAnyOfItsThreeFormsIsTheTimeUntilThen(String value) {
    assertThat(RetryAfter.parse(value, NOW)).contains(Duration.ofSeconds(90));
  }

  @Test
  void aDayOfOneDigitIsPaddedInTheOldestForm() {
    assertThat(RetryAfter.parse("Tue Dec  1 18:00:00 2026", NOW)).contains(Duration.ofDays(9));
  }

  @Test
  void aYearOfTwoDigitsIsAtMostFiftyYearsAhead() {
    assertThat(RetryAfter.parse("Sunday, 22-Nov-94 18:00:00 GMT", NOW)).contains(Duration.ZERO);
    assertThat(RetryAfter.parse("Monday, 22-Nov-27 18:00:00 GMT", NOW))
        .contains(Duration.ofDays(365));
  }

  @Test
  void bothEndsOfSecondsAreAWait() {
    assertThat(RetryAfter.parse("0", NOW)).contains(Duration.ZERO);
    assertThat(RetryAfter.parse("999999999", NOW)).contains(Duration.ofSeconds(999_999_999));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1000000000",
        "9999999999",
        "99999999999999999999",
        "Fri, 31 Dec 9999 23:59:59 GMT"
      })
  void moreThanAnybodyWaitsIsTheLongestWait(String value) {
    assertThat(RetryAfter.parse(value, NOW)).contains(Duration.ofSeconds(999_999_999));
  }

  @Test
  void leadingZerosAreNoDigits() {
    assertThat(RetryAfter.parse("0000000000000120", NOW)).contains(Duration.ofMinutes(2));
    assertThat(RetryAfter.parse("00000000000000", NOW)).contains(Duration.ZERO);
  }

  @Test
  void aDateInThePastIsNoWait() {
    assertThat(RetryAfter.parse("Sun, 22 Nov 2026 17:00:00 GMT", NOW)).contains(Duration.ZERO);
  }

  @Test
  void anythingElseIsIgnored() {
    for (String value :
        List.of(
            "",
            "-1",
            "soon",
            "1.5",
            "Sun, 31 Feb 2026 25:00:00 GMT",
            "Sun, 22 Nov 2026 18:01:30",
            "Sun, 22 Nov 2026 18:01:30 +0100",
            "2026-11-22T18:01:30Z")) {
      assertThat(RetryAfter.parse(value, NOW)).isEmpty();
    }
  }
}
