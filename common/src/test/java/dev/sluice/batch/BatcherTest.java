package dev.sluice.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.UncategorizedSQLException;

@Timeout(20)
class BatcherTest {

  private static final Batcher.Bounds BOUNDS = new Batcher.Bounds(100, 1000, 1);

  private static <T> List<Future<T>> inParallel(int callers, IntFunction<T> call)
      throws InterruptedException {
    List<Callable<T>> calls = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      int number = i;
      calls.add(() -> call.apply(number));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(calls);
    }
  }

  @Test
  void everyCallerGetsItsOwnOutcome() throws Exception {
    try (Batcher<Integer, String> batcher =
        new Batcher<>("t", BOUNDS, items -> items.stream().map(i -> "out-" + i).toList())) {
      List<Future<String>> outcomes = inParallel(500, batcher::call);
      for (int i = 0; i < 500; i++) {
        assertThat(outcomes.get(i).get()).isEqualTo("out-" + i);
      }
    }
  }

  @Test
  void callersDuringAWriteShareTheNextOne() throws Exception {
    CountDownLatch firstWriting = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    try (Batcher<Integer, Integer> batcher =
            new Batcher<>(
                "t",
                BOUNDS,
                items -> {
                  sizes.add(items.size());
                  firstWriting.countDown();
                  await(goOn);
                  return items;
                });
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> calls = new ArrayList<>();
      calls.add(threads.submit(() -> batcher.call(0)));
      await(firstWriting);
      for (int i = 1; i <= 50; i++) {
        int item = i;
        calls.add(threads.submit(() -> batcher.call(item)));
      }
      while (batcher.queued() < 50) {
        Thread.onSpinWait();
      }
      goOn.countDown();
      for (Future<Integer> call : calls) {
        call.get();
      }
    }
    assertThat(sizes).containsExactly(1, 50);
  }

  @Test
  void aPoisonedItemFailsAlone() throws Exception {
    try (Batcher<Integer, Integer> batcher =
        new Batcher<>(
            "t",
            BOUNDS,
            items -> {
              if (items.contains(13) || items.contains(77)) {
                throw new DataIntegrityViolationException("poison");
              }
              return items;
            })) {
      List<Future<Integer>> outcomes = inParallel(100, batcher::call);
      for (int i = 0; i < 100; i++) {
        Future<Integer> outcome = outcomes.get(i);
        if (i == 13 || i == 77) {
          assertThatThrownBy(outcome::get)
              .isInstanceOf(ExecutionException.class)
              .hasCauseInstanceOf(DataIntegrityViolationException.class);
        } else {
          assertThat(outcome.get()).isEqualTo(i);
        }
      }
    }
  }

  @Test
  void anAbsentDatabaseIsNotAskedAgainForEveryHalf() throws Exception {
    AtomicInteger writes = new AtomicInteger();
    try (Batcher<Integer, Integer> batcher =
        new Batcher<>(
            "t",
            BOUNDS,
            _ -> {
              writes.incrementAndGet();
              throw new DataAccessResourceFailureException("away");
            })) {
      for (Future<Integer> outcome : inParallel(100, batcher::call)) {
        assertThatThrownBy(outcome::get)
            .hasCauseInstanceOf(DataAccessResourceFailureException.class);
      }
    }
    assertThat(writes.get()).isLessThanOrEqualTo(100);
  }

  @Test
  void anInterruptedCallerStillGetsItsOutcome() {
    try (Batcher<Integer, Integer> batcher = new Batcher<>("t", BOUNDS, items -> items)) {
      Thread.currentThread().interrupt();
      assertThat(batcher.call(1)).isEqualTo(1);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void closingWritesQueuedItemsAndRejectsLaterOnes() throws Exception {
    List<Integer> written = Collections.synchronizedList(new ArrayList<>());
    Batcher<Integer, Integer> batcher =
        new Batcher<>(
            "t",
            new Batcher.Bounds(1, 1000, 1),
            items -> {
              written.addAll(items);
              return items;
            });
    List<Future<Integer>> outcomes = inParallel(200, batcher::call);
    batcher.close();
    for (Future<Integer> outcome : outcomes) {
      outcome.get();
    }
    assertThat(written).hasSize(200);
    assertThatThrownBy(() -> batcher.call(1)).isInstanceOf(RejectedExecutionException.class);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void onlyRefusedContentIsBecauseOfAnItem() {
    assertThat(blamed("22P02")).isTrue();
    assertThat(blamed("23514")).isTrue();
    assertThat(blamed("54001")).isTrue();
    assertThat(blamed("25006")).as("read-only after a failover").isFalse();
    assertThat(blamed("53100")).as("disk full").isFalse();
    assertThat(blamed("42P01")).as("schema not migrated").isFalse();
    assertThat(blamed("57P01")).as("server stopping").isFalse();
  }

  private static boolean blamed(String sqlState) {
    return Batcher.isBecauseOfAnItem(
        new UncategorizedSQLException("write", null, new SQLException("no", sqlState)));
  }
}
