package dev.sluice.api.quota;

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

  private static double passed(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  @Test
  void sixtyFourThreadsLoseNoUnit() throws Exception {
    Tries.oneOfThree(number -> {
      QuotaProperties properties = TestReplica.properties(MAX_BUCKETS, Duration.ofSeconds(1));
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
                  busy.buckets().get(key).adjust(1);
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
    busy.buckets().stop();
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
