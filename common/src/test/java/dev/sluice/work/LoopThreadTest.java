package dev.sluice.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LoopThreadTest {

  private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  private final AtomicInteger steps = new AtomicInteger();

  @Test
  void aStepFollowsAtOnceWhileMoreWorkIsWaitingAndOtherwiseWhenWoken() {
    try (LoopThread loop =
        new LoopThread(
            "t", FOREVER, () -> steps.incrementAndGet() % 3 == 0 ? FOREVER : Duration.ZERO)) {
      loop.start();
      loop.wake();
      await().untilAtomic(steps, is(3));
      loop.wake();
      await().untilAtomic(steps, is(6));
    }
  }

  @Test
  void neitherAnExceptionNorAnErrorEndsTheThread() {
    try (LoopThread loop =
        new LoopThread(
            "t",
            Duration.ofMillis(1),
            () ->
                switch (steps.incrementAndGet()) {
                  case 1 -> throw new IllegalStateException("of a test");
                  case 2 -> throw new StackOverflowError("of a test");
                  case 3 -> throw new InterruptedException("of a test");
                  default -> FOREVER;
                })) {
      loop.start();
      await().untilAtomic(steps, is(4));
    }
  }

  @Test
  void aWholeStepFollowsAStopAndFurtherOnesWhileMoreWorkIsWaiting() throws Exception {
    CountDownLatch inFirstStep = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    LoopThread loop =
        new LoopThread(
            "t",
            FOREVER,
            () -> {
              if (steps.incrementAndGet() == 1) {
                inFirstStep.countDown();
                goOn.await();
                return FOREVER;
              }
              return steps.get() < 4 ? Duration.ZERO : FOREVER;
            });
    loop.start();
    loop.wake();
    inFirstStep.await();
    assertThat(loop.stop(Duration.ofMillis(1))).isFalse();

    goOn.countDown();

    assertThat(loop.stop(Duration.ofSeconds(20))).isTrue();
    assertThat(steps).hasValue(4);
  }

  @Test
  void closingInterruptsTheStepAndBeginsNoOther() throws Exception {
    CountDownLatch inStep = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    LoopThread loop =
        new LoopThread(
            "t",
            FOREVER,
            () -> {
              steps.incrementAndGet();
              inStep.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException _) {
                interrupted.set(true);
              }
              return Duration.ZERO;
            });
    loop.start();
    loop.wake();
    inStep.await();

    loop.close();

    assertThat(loop.stop(Duration.ofSeconds(20))).isTrue();
    assertThat(interrupted).isTrue();
    assertThat(steps).hasValue(1);
  }

  @Test
  void aTaskIsRepeatedAfterEachDelay() {
    try (LoopThread loop = LoopThread.every(Duration.ofMillis(1), "t", steps::incrementAndGet)) {
      loop.start();
      await().until(() -> steps.get() > 5);
    }
  }
}
