package dev.sluice.dispatcher.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-11-22T18:00:00Z");

  @Test
  void secondsAreAWait() {
    assertThat(RetryAfter.parse(" 120 ", NOW)).contains(Duration.ofMinutes(2));
  }

  @Test
  void aDateIsTheTimeUntilThen() {
    assertThat(RetryAfter.parse("Sun, 22 Nov 2026 18:01:30 GMT", NOW))
        .contains(Duration.ofSeconds(90));
  }

  @Test
  void aDateInThePastIsNoWait() {
    assertThat(RetryAfter.parse("Sun, 22 Nov 2026 17:00:00 GMT", NOW)).contains(Duration.ZERO);
  }

  @Test
  void anythingElseIsIgnored() {
    for (String value : List.of("", "-1", "soon", "1.5", "99999999999999999999")) {
      assertThat(RetryAfter.parse(value, NOW)).isEmpty();
    }
  }
}
