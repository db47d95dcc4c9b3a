package dev.sluice.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

  private static final Duration BASE = Duration.ofSeconds(2);
  private static final Duration CAP = Duration.ofMinutes(1);
  private static final Duration LONG = Duration.ofDays(1);

  private final RetryPolicy stored = RetryPolicy.unlimited(BASE, CAP, new Random(1));
  private final RetryPolicy quick =
      new RetryPolicy(2, Duration.ofNanos(1), Duration.ofMillis(1), new Random(1));
  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void theUpperBoundDoublesUpToTheCap() {
    for (int failed = 1; failed <= 100; failed++) {
      Duration bound = failed > 5 ? CAP : BASE.multipliedBy(1L << (failed - 1));
      for (int i = 0; i < 200; i++) {
        assertThat(stored.delay(failed, Optional.empty()))
            .isBetween(Duration.ZERO, bound.compareTo(CAP) > 0 ? CAP : bound);
      }
    }
  }

  @Test
  void theJitterIsFull() {
    double meanNanos = 0;
    for (int i = 0; i < 10_000; i++) {
      meanNanos += stored.delay(3, Optional.empty()).toNanos() / 10_000.0;
    }
    assertThat(meanNanos).isBetween(3.8e9, 4.2e9);
  }

  @Test
  void theOtherSidesWishIsNeverUndercut() {
    for (int i = 0; i < 1000; i++) {
      assertThat(stored.delay(1, Optional.of(Duration.ofMinutes(10))))
          .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(10).plus(BASE));
    }
  }

  @Test
  void aFailureIsRetriedAsOftenAsSet() throws Exception {
    assertThat(attempts(quick, Optional.of(Duration.ZERO), LONG)).isEqualTo(3);
  }

  @Test
  void theResultOfTheLastAttemptStands() throws Exception {
    assertThat(quick.<Integer>run(number -> number, _ -> Optional.of(Duration.ZERO), () -> LONG))
        .isEqualTo(3);
  }

  @Test
  void aFinalResultIsNotRetried() throws Exception {
    assertThat(attempts(quick, Optional.empty(), LONG)).isEqualTo(1);
  }

  @Test
  void nothingIsRetriedBeyondTheRemainingTime() throws Exception {
    assertThat(attempts(quick, Optional.of(Duration.ZERO), Duration.ZERO)).isEqualTo(1);
    assertThat(attempts(stored, Optional.of(CAP), CAP)).isEqualTo(1);
  }

  @Test
  void whoAsksForMoreThanTheCapIsNotAskedAgain() throws Exception {
    assertThat(attempts(quick, Optional.of(Duration.ofMillis(2)), LONG)).isEqualTo(1);
  }

  @Test
  void anInterruptEndsTheDelay() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> attempts(stored, Optional.of(Duration.ZERO), LONG))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void anExceptionIsNotRetried() {
    IllegalStateException bug = new IllegalStateException("a bug");

    assertThatThrownBy(() ->
            quick.run(
                _ -> {
                  attempts.incrementAndGet();
                  throw bug;
                },
                _ -> Optional.of(Duration.ZERO),
                () -> LONG))
        .isSameAs(bug);
    assertThat(attempts).hasValue(1);
  }

  private int attempts(RetryPolicy policy, Optional<Duration> floor, Duration remaining)
      throws InterruptedException {
    attempts.set(0);
    policy.run(_ -> attempts.incrementAndGet(), _ -> floor, () -> remaining);
    return attempts.get();
  }
}
