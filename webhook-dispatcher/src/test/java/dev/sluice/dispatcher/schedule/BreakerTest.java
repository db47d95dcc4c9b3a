package dev.sluice.dispatcher.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {

  private static final long NOW = Long.MAX_VALUE - 1;
  private static final BreakerBounds BOUNDS =
      new BreakerBounds(3, Duration.ofSeconds(1), Duration.ofMinutes(5));

  @Test
  void failuresInARowOpenItAndASignOfLifeBeginsTheRowAnew() {
    Breaker breaker = failed(failed(Breaker.initial()));
    assertThat(breaker).isEqualTo(new Breaker.Closed(2));
    assertThat(failed(breaker)).isEqualTo(open(1, Duration.ofSeconds(1)));
    Breaker again = after(breaker, Verdict.RESPONSIVE, false);
    assertThat(failed(failed(again))).isEqualTo(new Breaker.Closed(2));
  }

  @Test
  void whatTellsNothingChangesNothing() {
    Breaker breaker = failed(Breaker.initial());
    assertThat(after(breaker, Verdict.UNKNOWN, false)).isEqualTo(breaker);
    Breaker opened = failed(failed(breaker));
    assertThat(after(opened, Verdict.UNKNOWN, false)).isEqualTo(opened);
  }

  @Test
  void everyProbeThatFailsDoublesTheWaitUpToItsBound() {
    Breaker breaker = failed(failed(failed(Breaker.initial())));
    for (int seconds : new int[] {2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
      breaker = after(breaker.probing(), Verdict.UNRESPONSIVE, true);
      assertThat(breaker).isInstanceOf(Breaker.Open.class);
      assertThat(((Breaker.Open) breaker).untilNanos() - NOW)
          .isEqualTo(Duration.ofSeconds(seconds).toNanos());
    }
    assertThat(BOUNDS.wait(Integer.MAX_VALUE)).isEqualTo(BOUNDS.longestWait());
  }

  @Test
  void aProbeThatDeliversClosesIt() {
    Breaker probing = failed(failed(failed(Breaker.initial()))).probing();
    assertThat(after(probing, Verdict.RESPONSIVE, true)).isEqualTo(Breaker.initial());
  }

  @Test
  void aProbeThatWasStoppedIsFollowedByAnother() {
    Breaker probing = failed(failed(failed(Breaker.initial()))).probing();
    assertThat(after(probing, Verdict.UNKNOWN, true)).isEqualTo(open(1, Duration.ZERO));
  }

  @Test
  void whoAsksGetsAProbeAtOnceAndOneThatFailsProlongsNothing() {
    Breaker open =
        after(failed(failed(failed(Breaker.initial()))).probing(), Verdict.UNRESPONSIVE, true);
    assertThat(open).isEqualTo(open(2, Duration.ofSeconds(2)));
    Breaker asked = open.asked(NOW);
    assertThat(asked).isEqualTo(open(1, Duration.ZERO));
    assertThat(after(asked.probing(), Verdict.UNRESPONSIVE, true)).isEqualTo(open);
    assertThat(asked.probing().asked(NOW)).isEqualTo(asked.probing());
    assertThat(Breaker.initial().asked(NOW)).isEqualTo(Breaker.initial());
  }

  @Test
  void failuresOfAttemptsFromBeforeItOpenedDoNotProlongIt() {
    Breaker open = failed(failed(failed(Breaker.initial())));
    assertThat(failed(open)).isEqualTo(open);
    assertThat(failed(open.probing())).isEqualTo(open.probing());
  }

  private static Breaker failed(Breaker breaker) {
    return after(breaker, Verdict.UNRESPONSIVE, false);
  }

  private static Breaker after(Breaker breaker, Verdict verdict, boolean probe) {
    return breaker.after(verdict, probe, BOUNDS, NOW);
  }

  private static Breaker open(int times, Duration wait) {
    return new Breaker.Open(times, NOW + wait.toNanos());
  }
}
