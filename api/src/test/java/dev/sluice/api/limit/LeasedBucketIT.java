package dev.sluice.api.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.TestApi;
import dev.sluice.api.Tries;
import dev.sluice.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** One replica over a database, in time that the test moves on. */
class LeasedBucketIT {

  private static final int MAX_BUCKETS = 500;

  private final TestDatabase database = TestApi.freshDatabase();
  private final TestTime time = new TestTime(database);
  private final TestReplica replica =
      new TestReplica(database, TestReplica.properties(MAX_BUCKETS, Duration.ofSeconds(1)), time);

  @AfterEach
  void close() throws Exception {
    replica.close();
  }

  @ParameterizedTest
  @CsvSource({
    "REQUESTS_MINUTE, 60, 10, 10",
    "REQUESTS_MINUTE, 6, 1, 10",
    "REQUESTS_HOUR, 1000, 1, 4",
    "REQUESTS_HOUR, 10, 1, 360",
    "TOKENS_MINUTE, 100000, 50000, 30"
  })
  void aRetryAfterTheSaidTimeSucceedsAndNotASecondEarlier(
      BucketKind kind, long limit, long amount, long seconds) throws Exception {
    // In less than the last second, as time also passes by itself.
    Tries.oneOfThree(number -> {
      BucketKey key = TestReplica.key("retry-" + number, kind, limit);
      assertThat(replica.take(key, limit - amount)).isTrue();
      assertThat(replica.take(key, amount)).isTrue();
      long wait = seconds(replica.buckets().take(key, amount));
      assertThat(wait).isEqualTo(seconds);
      time.pass(Duration.ofSeconds(wait - 1));
      assertThat(replica.take(key, amount)).isFalse();
      time.pass(Duration.ofSeconds(1));
      assertThat(replica.take(key, amount)).isTrue();
    });
  }

  /** Rounded up, as it goes out. */
  private static long seconds(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    return ((Verdict.Refused) verdict).retryAfter().plusNanos(999_999_999).toSeconds();
  }

  private static double passed(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  @Test
  void sixtyFourThreadsLoseNoUnit() throws Exception {
    Tries.oneOfThree(number -> {
      LimitProperties properties = TestReplica.properties(MAX_BUCKETS, Duration.ofSeconds(1));
      try (TestReplica busy = new TestReplica(database, properties, time)) {
        assertLosesNoUnit(
            busy, TestReplica.key("threads-" + number, BucketKind.REQUESTS_HOUR, 100_000));
      }
    });
  }

  private void assertLosesNoUnit(TestReplica busy, BucketKey key) throws Exception {
    long begun = System.nanoTime();
    int taken = 0;
    try (var threads = Executors.newFixedThreadPool(64)) {
      List<Future<Integer>> results = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        results.add(
            threads.submit(() -> {
              int mine = 0;
              for (int j = 0; j < 1000; j++) {
                mine += busy.take(key, 1) ? 1 : 0;
                if (j % 10 == 0) {
                  busy.buckets().giveBack(key, 1);
                  mine--;
                }
              }
              return mine;
            }));
      }
      for (Future<Integer> result : results) {
        taken += result.get();
      }
    }
    assertThat(taken).isEqualTo(64 * 900);
    long left = 100_000L - taken;
    busy.sync().stop(busy.buckets()::handAllBack);
    double refilled = passed(begun) * 100_000 / 3600;
    assertThat(level(key)).isBetween((double) left, left + refilled + 1);
  }

  @Test
  void aBucketThatIsForgottenHandsItsLeaseBackAndFillsNothingUp() throws Exception {
    Tries.oneOfThree(number ->
        assertFillsNothingUp(TestReplica.key("evicted-" + number, BucketKind.REQUESTS_HOUR, 1000)));
  }

  private void assertFillsNothingUp(BucketKey key) {
    long begun = System.nanoTime();
    for (int i = 0; i < 600; i++) {
      assertThat(replica.take(key, 1)).isTrue();
    }
    crowd(5 * MAX_BUCKETS);
    int taken = 0;
    while (replica.take(key, 1)) {
      taken++;
    }
    // What was handed back arrives a moment later.
    int later = taken;
    double refilled = passed(begun) * 1000 / 3600;
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> level(key) < 10 || replica.take(key, 1) || later > 390);
    assertThat((double) taken).isLessThanOrEqualTo(401 + refilled);
  }

  @Test
  void aHundredThousandTenantsTakeABoundedPlace() {
    crowd(100_000);
    assertThat(replica.buckets().size()).isLessThanOrEqualTo(MAX_BUCKETS);
    BucketKey key = TestReplica.key("crowd-1", BucketKind.REQUESTS_HOUR, 1000);
    assertThat(replica.take(key, 1)).isTrue();
  }

  private void crowd(int tenants) {
    for (int i = 0; i < tenants; i++) {
      replica
          .buckets()
          .get(TestReplica.key("crowd-" + i, BucketKind.REQUESTS_HOUR, 1000))
          .prepare();
    }
  }

  @Test
  void aRefundIsCappedByTheLimit() {
    BucketKey key = TestReplica.key("refund", BucketKind.TOKENS_MINUTE, 1000);
    assertThat(replica.take(key, 900)).isTrue();
    time.pass(Duration.ofMinutes(2));
    replica.buckets().giveBack(key, 900);
    await()
        .during(Duration.ofMillis(1200))
        .atMost(Duration.ofSeconds(15))
        .until(() -> replica.buckets().get(key).standing().remaining() <= 1000);
    assertThat(replica.take(key, 1000)).isTrue();
    assertThat(replica.take(key, 100)).isFalse();
  }

  @Test
  void aRefundCanBeSpentAtOnceAndOveruseMustBeMadeGood() {
    BucketKey key = TestReplica.key("squared", BucketKind.TOKENS_MINUTE, 60_000);
    long begun = System.nanoTime();
    assertThat(replica.take(key, 60_000)).isTrue();
    assertThat(replica.take(key, 10_000)).isFalse();
    replica.buckets().giveBack(key, 30_000);
    // Without the refund they would be there after 20 s.
    await().atMost(Duration.ofSeconds(10)).until(() -> replica.take(key, 20_000));
    // The 10 000 that are left, and 20 000 below: 20 s to none, 15 s more to 15 000. So much is
    // never held in advance, also not by an exchange that is under way.
    replica.buckets().giveBack(key, -30_000);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> {
          assertThat(replica.take(key, 15_000)).isFalse();
          assertThat((double) seconds(replica.buckets().take(key, 15_000)))
              .isBetween(34 - passed(begun), 35.0);
        });
  }

  @Test
  void whoHammersAnEmptyBucketCostsNoRoundTrips() {
    BucketKey key = TestReplica.key("hammer", BucketKind.REQUESTS_HOUR, 10);
    for (int i = 0; i < 10; i++) {
      assertThat(replica.take(key, 1)).isTrue();
    }
    assertThat(replica.take(key, 1)).isFalse();
    long before = replica.roundTrips();
    long begun = System.nanoTime();
    for (int i = 0; i < 100_000; i++) {
      assertThat(replica.take(key, 1)).isFalse();
    }
    // Those that are made every so often, whoever asks.
    assertThat((double) replica.roundTrips() - before).isLessThan(20 + 5 * passed(begun));
  }

  private double level(BucketKey key) {
    return new JdbcTemplate(database.dataSource())
        .queryForList(
            "SELECT tokens FROM rate_bucket WHERE tenant = ? AND capacity = ?",
            Double.class,
            key.tenant().value(),
            key.capacity())
        .getFirst();
  }
}
