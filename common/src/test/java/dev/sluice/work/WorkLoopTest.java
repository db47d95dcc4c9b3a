package dev.sluice.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkLoopTest {

  private static final Duration SELDOM = Duration.ofMinutes(1);

  private final Queue<Integer> due = new ConcurrentLinkedQueue<>();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger interrupted = new AtomicInteger();

  private List<Integer> claim(int max) {
    List<Integer> items = new ArrayList<>();
    while (items.size() < max && !due.isEmpty()) {
      items.add(due.poll());
    }
    return items;
  }

  private void run(Runnable work) {
    mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
    work.run();
    running.decrementAndGet();
    done.incrementAndGet();
  }

  private void add(int items) {
    for (int i = 0; i < items; i++) {
      due.add(i);
    }
  }

  @Test
  void neverMoreRunThanThereArePermitsAndABacklogIsWorkedOffWithoutPolling() {
    add(500);
    try (WorkLoop<Integer> loop =
        new WorkLoop<>(
            "t", new WorkLoop.Bounds(7, 5, SELDOM), this::claim, _ -> run(Thread::yield))) {
      loop.start();
      loop.wake();
      await().untilAtomic(done, is(500));
    }
    assertThat(mostAtOnce).hasValueLessThanOrEqualTo(7);
  }

  @Test
  void aWakeWhileAllPermitsAreReservedElsewhereIsNotLost() {
    try (WorkLoop<Integer> loop =
        new WorkLoop<>("t", new WorkLoop.Bounds(1, 1, SELDOM), this::claim, _ -> run(() -> {}))) {
      loop.start();
      for (int round = 1; round <= 200; round++) {
        await().until(() -> loop.reserve(1), reserved -> reserved == 1);
        add(1);
        loop.wake();
        // Long enough, in most rounds, for the loop to find no permit free.
        LockSupport.parkNanos(100_000);
        loop.runReserved(List.of(), 1);
        await().pollInterval(Duration.ofMillis(1)).untilAtomic(done, is(round));
      }
    }
  }

  @Test
  void aFailedClaimIsTriedAgain() {
    AtomicInteger claims = new AtomicInteger();
    add(3);
    try (WorkLoop<Integer> loop =
        new WorkLoop<>(
            "t",
            new WorkLoop.Bounds(2, 2, Duration.ofMillis(5)),
            max -> {
              if (claims.incrementAndGet() < 4) {
                throw new IllegalStateException("database unavailable");
              }
              return claim(max);
            },
            _ -> run(() -> {}))) {
      loop.start();
      await().untilAtomic(done, is(3));
    }
  }

  @Test
  void anErrorEndsNeitherTheLoopNorTheRuns() {
    AtomicInteger claims = new AtomicInteger();
    add(6);
    try (WorkLoop<Integer> loop =
        new WorkLoop<>(
            "t",
            new WorkLoop.Bounds(2, 2, Duration.ofMillis(5)),
            max -> {
              if (claims.incrementAndGet() < 3) {
                throw new OutOfMemoryError("of a test, while a claim is read");
              }
              return claim(max);
            },
            _ -> {
              done.incrementAndGet();
              throw new StackOverflowError("of a test");
            })) {
      loop.start();
      await().untilAtomic(done, is(6));
      await().until(loop::running, running -> running == 0);
    }
  }

  @Test
  void theSourceSaysWhenItIsToBeAskedAgain() {
    AtomicInteger claims = new AtomicInteger();
    WorkLoop.Source<Integer> source =
        new WorkLoop.Source<>() {
          @Override
          public List<Integer> claim(int max) {
            return claims.incrementAndGet() < 4 ? List.of() : WorkLoopTest.this.claim(max);
          }

          @Override
          public Duration rest() {
            return claims.get() < 4 ? Duration.ofMillis(5) : Duration.ofDays(1);
          }
        };
    add(3);
    try (WorkLoop<Integer> loop =
        new WorkLoop<>("t", new WorkLoop.Bounds(5, 5, SELDOM), source, _ -> run(() -> {}))) {
      loop.start();
      loop.wake();
      await().untilAtomic(done, is(3));
    }
    assertThat(claims).hasValue(4);
  }

  @Test
  void aRunnerThatThrowsReleasesItsPermit() {
    add(10);
    try (WorkLoop<Integer> loop =
        new WorkLoop<>(
            "t",
            new WorkLoop.Bounds(1, 1, Duration.ofMillis(5)),
            this::claim,
            _ -> {
              done.incrementAndGet();
              throw new IllegalStateException("bug");
            })) {
      loop.start();
      await().untilAtomic(done, is(10));
    }
  }

  @Test
  void theSourceIsToldOfItemsForWhichNoThreadStarts() {
    List<Integer> notStarted = new ArrayList<>();
    WorkLoop.Source<Integer> source =
        new WorkLoop.Source<>() {
          @Override
          public List<Integer> claim(int max) {
            return List.of();
          }

          @Override
          public void notStarted(Integer item) {
            notStarted.add(item);
          }
        };
    AtomicInteger threads = new AtomicInteger();
    ThreadFactory onlyTheFirst =
        task -> {
          if (threads.incrementAndGet() > 1) {
            throw new OutOfMemoryError("of a test, as no thread can be started");
          }
          return Thread.ofVirtual().unstarted(task);
        };
    try (WorkLoop<Integer> loop =
        new WorkLoop<>(
            "t", new WorkLoop.Bounds(5, 5, SELDOM), source, _ -> run(() -> {}), onlyTheFirst)) {
      assertThat(loop.reserve(4)).isEqualTo(4);
      assertThatThrownBy(() -> loop.runReserved(List.of(1, 2, 3), 4))
          .isInstanceOf(OutOfMemoryError.class);
      assertThat(notStarted).containsExactly(2, 3);
      await().untilAtomic(done, is(1));
      await().until(loop::running, running -> running == 0);
    }
  }

  @Test
  void unusedReservedPermitsAreReleased() {
    try (WorkLoop<Integer> loop =
        new WorkLoop<>("t", new WorkLoop.Bounds(5, 5, SELDOM), this::claim, _ -> run(() -> {}))) {
      assertThat(loop.reserve(3)).isEqualTo(3);
      assertThat(loop.reserve(10)).isEqualTo(2);
      assertThat(loop.reserve(1)).isZero();
      loop.runReserved(List.of(1), 3);
      loop.runReserved(List.of(), 2);
      await().until(loop::running, running -> running == 0);
      assertThat(loop.reserve(10)).isEqualTo(5);
    }
  }

  @Test
  void aDrainLetsWorkFinishWithinItsGrace() throws InterruptedException {
    CountDownLatch goOn = new CountDownLatch(1);
    WorkLoop<Integer> loop = waiting(goOn);
    add(3);
    loop.start();
    loop.wake();
    await().until(loop::running, running -> running == 3);
    Thread.ofVirtual().start(goOn::countDown);
    assertThat(loop.drain(Duration.ofSeconds(20))).isTrue();
    assertThat(interrupted).hasValue(0);
    assertThat(loop.reserve(1)).isZero();
  }

  @Test
  void aDrainInterruptsItemsThatOutlastTheGrace() throws InterruptedException {
    WorkLoop<Integer> loop = waiting(new CountDownLatch(1));
    add(3);
    loop.start();
    loop.wake();
    await().until(loop::running, running -> running == 3);
    assertThat(loop.drain(Duration.ofMillis(20))).isTrue();
    assertThat(interrupted).hasValue(3);
  }

  private WorkLoop<Integer> waiting(CountDownLatch latch) {
    return new WorkLoop<>(
        "t",
        new WorkLoop.Bounds(3, 3, SELDOM),
        this::claim,
        _ -> {
          try {
            latch.await();
          } catch (InterruptedException _) {
            interrupted.incrementAndGet();
          }
        });
  }
}
