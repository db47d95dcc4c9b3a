package dev.sluice.api.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.api.TestApi;
import dev.sluice.api.Tries;
import dev.sluice.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several replicas over one database, each with threads that ask as fast as they can. */
class SharedLimitIT {

  private final TestDatabase database = TestApi.freshDatabase();
  private final List<TestReplica> replicas = new ArrayList<>();

  @AfterEach
  void close() {
    while (!replicas.isEmpty()) {
      replicas.removeLast().close();
    }
  }

  @ParameterizedTest
  @CsvSource({"60, 2", "20000, 4"})
  void aBurstOnAllReplicasAtOnceGetsTheLimitOnce(int limit, int count) throws Exception {
    start(count);
    Run run =
        run(
            TestReplica.key("burst", BucketKind.REQUESTS_MINUTE, limit),
            0.95,
            Duration.ofMillis(1500),
            50);
    run.assertHolds();
    assertThat(run.roundTripsPer1000()).isLessThan(50);
  }

  @Test
  void steadyDemandFarOverTheLimitGetsTheLimit() throws Exception {
    int limit = 6000;
    start(2);
    Run run =
        run(
            TestReplica.key("steady", BucketKind.REQUESTS_MINUTE, limit),
            0.95,
            Duration.ofSeconds(4),
            300);
    run.assertHolds();
    assertThat(run.roundTripsPer1000()).isLessThan(50);
  }

  @Test
  @Tag("soak")
  void aDatabaseThatAnswersLateLetsThroughNoMoreThanTheLimit() throws Exception {
    int limit = 300;
    start(2, Duration.ofMillis(20));
    Tries.oneOfThree(number ->
        assertNoMoreThanTheLimit(
            TestReplica.key("late-" + number, BucketKind.REQUESTS_MINUTE, limit)));
  }

  private void assertNoMoreThanTheLimit(BucketKey key) throws Exception {
    awaitShared();
    assertThat(replicas).allMatch(replica -> replica.take(key, 1));
    AtomicBoolean ended = new AtomicBoolean();
    Thread hindrance = Thread.ofPlatform().start(() -> holdRows(ended));
    Run run;
    try {
      run = run(key, 0.9, Duration.ofSeconds(4), 300);
    } finally {
      ended.set(true);
      hindrance.join();
    }
    // Less than a call may take that waits for the database.
    assertThat(run.longest()).isLessThan(Duration.ofMillis(950));
    run.assertHolds();
  }

  /** Keeps every exchange waiting for five times as long as the replicas wait for one. */
  private void holdRows(AtomicBoolean ended) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      while (!ended.get()) {
        statement.execute("SELECT FROM rate_bucket FOR UPDATE");
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        connection.rollback();
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the rows could not be held", e);
    }
  }

  @Test
  void whatAReplicaDoesNotUseGoesToTheOthers() throws Exception {
    start(2);
    Tries.oneOfThree(number ->
        assertAllButTheKeptIsTaken(
            TestReplica.key("idle-" + number, BucketKind.REQUESTS_HOUR, 3600)));
  }

  private void assertAllButTheKeptIsTaken(BucketKey key) {
    awaitShared();
    long begun = System.nanoTime();
    TestReplica idle = replicas.getFirst();
    for (int i = 0; i < 500; i++) {
      assertThat(idle.take(key, 1)).isTrue();
    }
    TestReplica busy = replicas.getLast();
    int[] taken = new int[1];
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> {
          while (busy.take(key, 1)) {
            taken[0]++;
          }
          // All but what a replica at rest may keep.
          return taken[0] >= 3100 - 3600 * 0.0334 / 2;
        });
    // One a second is refilled.
    assertThat(taken[0]).isLessThanOrEqualTo(3100 + 10 + (int) seconds(begun));
  }

  @Test
  void aStoppedReplicaHandsEverythingBack() throws Exception {
    Tries.oneOfThree(number -> {
      close();
      assertNothingIsLost(TestReplica.key("stopped-" + number, BucketKind.REQUESTS_HOUR, 1000));
    });
  }

  private void assertNothingIsLost(BucketKey key) {
    long begun = System.nanoTime();
    start(1);
    for (int i = 0; i < 100; i++) {
      assertThat(replicas.getFirst().take(key, 1)).isTrue();
    }
    replicas.removeFirst().close();
    start(1);
    int taken = 0;
    while (replicas.getFirst().take(key, 1)) {
      taken++;
    }
    assertThat(taken).isBetween(890, 901 + (int) (seconds(begun) * 1000 / 3600));
    assertThat(replicas.getFirst().peers().replicas()).isEqualTo(1);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private void start(int count) {
    start(count, Duration.ofSeconds(1));
  }

  private void start(int count, Duration maxWait) {
    for (int i = 0; i < count; i++) {
      replicas.add(
          new TestReplica(database, TestReplica.properties(1000, maxWait), Ticker.systemTicker()));
    }
    // Each but the last has counted too few of the others; the next time would be in seconds. What
    // could not say that it goes is counted for 20 s.
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> {
          replicas.forEach(each -> each.reconciler().heartbeat());
          return replicas.stream().allMatch(each -> each.peers().replicas() == count);
        });
    awaitShared();
  }

  /** Until no replica goes by its own share, as it may where the machine has stood still. */
  private void awaitShared() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> replicas.stream().noneMatch(each -> each.peers().degraded()));
  }

  private record Run(
      long limit, long admitted, long refused, double seconds, long roundTrips, Duration longest) {

    void assertHolds() {
      assertThat((double) admitted).isLessThanOrEqualTo(1.05 * allowed(limit, seconds));
    }

    double roundTripsPer1000() {
      return 1000.0 * roundTrips / (admitted + refused);
    }
  }

  /** A full bucket, and what is refilled meanwhile. */
  private static double allowed(long limit, double seconds) {
    return limit + limit * seconds / 60;
  }

  /**
   * 32 threads per replica, each pausing {@code micros} between two requests: for this long, and
   * until they have got all that is allowed but {@code 1 - part} of the limit. A machine that
   * stands still delays that; what is lost for good is never made up for.
   */
  private Run run(BucketKey key, double part, Duration time, int micros) throws Exception {
    long limit = key.capacity();
    long before = replicas.stream().mapToLong(TestReplica::roundTrips).sum();
    Demand demand = new Demand(key, micros);
    List<Future<?>> callers = new ArrayList<>();
    long start = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 32 * replicas.size(); i++) {
        TestReplica replica = replicas.get(i % replicas.size());
        callers.add(threads.submit(() -> demand.hammer(replica)));
      }
      try {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() ->
                seconds(start) > time.toMillis() / 1e3
                    && demand.admitted.sum() + (1 - part) * limit
                        >= allowed(limit, seconds(start)) - 1);
      } finally {
        demand.over.set(true);
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
    }
    double seconds = seconds(start);
    long after = replicas.stream().mapToLong(TestReplica::roundTrips).sum();
    return new Run(
        limit,
        demand.admitted.sum(),
        demand.refused.sum(),
        seconds,
        after - before,
        Duration.ofNanos(demand.longest.get()));
  }

  private record Demand(
      BucketKey key,
      int micros,
      AtomicBoolean over,
      LongAdder admitted,
      LongAdder refused,
      LongAccumulator longest) {

    Demand(BucketKey key, int micros) {
      this(
          key,
          micros,
          new AtomicBoolean(),
          new LongAdder(),
          new LongAdder(),
          new LongAccumulator(Math::max, 0));
    }

    void hammer(TestReplica replica) {
      while (!over.get()) {
        long start = System.nanoTime();
        (replica.take(key, 1) ? admitted : refused).increment();
        longest.accumulate(System.nanoTime() - start);
        // As a request does: virtual threads that never wait let nobody else run.
        LockSupport.parkNanos(micros * 1000L);
      }
    }
  }
}
