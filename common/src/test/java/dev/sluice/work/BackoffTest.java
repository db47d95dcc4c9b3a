package dev.sluice.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Duration BASE = Duration.ofSeconds(2);
  private static final Duration CAP = Duration.ofMinutes(1);

  private final Backoff backoff = new Backoff(BASE, CAP, new Random(1));

  @Test
  void theUpperBoundDoublesUpToTheCap() {
    for (int failed = 1; failed <= 100; failed++) {
      Duration bound = failed > 5 ? CAP : BASE.multipliedBy(1L << (failed - 1));
      for (int i = 0; i < 200; i++) {
        assertThat(backoff.delay(failed, Optional.empty()))
            .isBetween(Duration.ZERO, bound.compareTo(CAP) > 0 ? CAP : bound);
      }
    }
  }

  @Test
  void theJitterIsFull() {
    double meanNanos = 0;
    for (int i = 0; i < 10_000; i++) {
      meanNanos += backoff.delay(3, Optional.empty()).toNanos() / 10_000.0;
    }
    assertThat(meanNanos).isBetween(3.8e9, 4.2e9);
  }

  @Test
  void theOtherSidesWishIsNeverUndercut() {
    for (int i = 0; i < 1000; i++) {
      assertThat(backoff.delay(1, Optional.of(Duration.ofMinutes(10))))
          .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(10).plus(BASE));
    }
  }
}
