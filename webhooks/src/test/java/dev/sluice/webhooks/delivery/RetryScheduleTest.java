package dev.sluice.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

  private static final Duration FIVE = Duration.ofSeconds(5);
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private final RetrySchedule schedule =
      new RetrySchedule(List.of(FIVE, TEN_MINUTES), new Random(1));

  @Test
  void theJitterDrawsOutByUpToAFifthAndNeverShortens() {
    Set<Duration> delays = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      Duration delay = schedule.next(1, Optional.empty()).orElseThrow();
      assertThat(delay).isBetween(FIVE, Duration.ofSeconds(6));
      delays.add(delay);
    }
    assertThat(delays).hasSizeGreaterThan(900);
  }

  @Test
  void eachFailureHasItsOwnDelayAndAfterTheLastThereIsNone() {
    assertThat(schedule.next(2, Optional.empty()).orElseThrow())
        .isBetween(TEN_MINUTES, Duration.ofMinutes(12));
    assertThat(schedule.next(3, Optional.of(FIVE))).isEmpty();
  }

  @Test
  void aLongerWaitThatTheEndpointAsksForIsGranted() {
    assertThat(schedule.next(1, Optional.of(Duration.ofMinutes(7))).orElseThrow())
        .isBetween(Duration.ofMinutes(7), Duration.ofSeconds(7 * 60 + 1));
  }

  @Test
  void aShorterOneIsNot() {
    assertThat(schedule.next(2, Optional.of(FIVE)).orElseThrow())
        .isGreaterThanOrEqualTo(TEN_MINUTES);
  }

  @Test
  void noWaitIsLongerThanAnHourForItsSake() {
    assertThat(schedule.next(1, Optional.of(Duration.ofDays(300))).orElseThrow())
        .isBetween(Duration.ofHours(1), Duration.ofSeconds(60 * 60 + 1));
  }

  @Test
  void whatIsAskedToComeBackAtOneInstantDoesNot() {
    Set<Duration> delays = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      delays.add(schedule.next(1, Optional.of(Duration.ofHours(2))).orElseThrow());
    }
    assertThat(delays).hasSizeGreaterThan(90);
  }

  @Test
  void aPlannedWaitOfMoreThanAnHourStays() {
    RandomGenerator highest = () -> -1L;
    RetrySchedule slow = new RetrySchedule(List.of(Duration.ofHours(12)), highest);
    assertThat(slow.next(1, Optional.of(Duration.ofDays(2))).orElseThrow())
        .isBetween(Duration.ofHours(14), Duration.ofMinutes(864));
  }
}
