package dev.sluice.api.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.api.Tries;
import dev.sluice.embedded.EmbeddedDatabase;
import dev.sluice.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas over a database that goes away. */
class DatabaseOutageIT {

  private static final BucketKey WARM = TestReplica.key("warm", BucketKind.REQUESTS_HOUR, 1000);
  private static final BucketKey COLD = TestReplica.key("cold", BucketKind.REQUESTS_HOUR, 1000);

  @TempDir private Path folder;
  private EmbeddedDatabase postgres;
  private TestDatabase database;
  private TestReplica one;
  private TestReplica other;

  @BeforeEach
  void start() {
    postgres = EmbeddedDatabase.start(new EmbeddedDatabase.Config(folder, 0));
    postgres.createDatabase("sluice");
    database =
        new TestDatabase(
            "sluice", postgres.jdbcUrl("sluice"), postgres.username(), postgres.password());
    Flyway.configure().dataSource(database.dataSource()).load().migrate();
    one =
        new TestReplica(
            database, TestReplica.properties(1000, Duration.ofMillis(50)), Ticker.systemTicker());
    other =
        new TestReplica(
            database, TestReplica.properties(1000, Duration.ofMillis(50)), Ticker.systemTicker());
    await().atMost(Duration.ofSeconds(30)).until(() -> one.peers().replicas() == 2);
  }

  @AfterEach
  void stop() throws Exception {
    one.close();
    other.close();
    postgres.close();
  }

  @Test
  void limitsAreKeptWithoutTheDatabaseAndSquaredWhenItIsBack() throws Exception {
    long begun = System.nanoTime();
    takeAll(one, WARM, 300);
    takeAll(other, WARM, 100);
    // What they leased for such demand has gone back, except for the idle share. They lease ahead
    // only once the first interval has measured the demand.
    await()
        .during(Duration.ofMillis(1200))
        .atMost(Duration.ofSeconds(30))
        .until(() -> stored(WARM) > 560);
    postgres.stop();
    // An exchange or the next heartbeat finds out. Until then a share is cautious: see below.
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> one.isUnavailable() && other.isUnavailable());
    List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
    try {
      int warm = timed(one, WARM, 2000, waits) + timed(other, WARM, 2000, waits);
      int cold = timed(one, COLD, 2000, waits) + timed(other, COLD, 2000, waits);
      // 600 were left, and some are refilled meanwhile. One replica last heard of 700 and the other
      // of 600: each takes half of what it knows.
      int refilled = (int) ((System.nanoTime() - begun) / 1e9 * 1000 / 3600);
      assertThat(warm).isBetween(500, 690 + refilled);
      assertThat(cold).isBetween(990, 1050);
      assertFewWaited(waits);
    } finally {
      postgres.restart();
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !one.peers().degraded() && !other.peers().degraded());
    // A moment later both have told what they let through: nothing is left but what was refilled.
    await().atMost(Duration.ofSeconds(20)).until(() -> stored(COLD) < 50 && stored(WARM) < 50);
    assertThat(drain(one, COLD, 2000) + drain(other, COLD, 2000)).isLessThan(80);
    assertThat(drain(one, WARM, 2000) + drain(other, WARM, 2000)).isLessThan(80);
  }

  @Test
  void aDatabaseThatHangsBlocksNobodyForLong() throws Exception {
    Tries.oneOfThree(number ->
        assertBlocksNobodyForLong(
            TestReplica.key("warm-" + number, BucketKind.REQUESTS_HOUR, 1000),
            TestReplica.key("cold-" + number, BucketKind.REQUESTS_HOUR, 1000)));
  }

  private void assertBlocksNobodyForLong(BucketKey warmKey, BucketKey coldKey) throws Exception {
    await().atMost(Duration.ofSeconds(20)).until(() -> !one.peers().degraded());
    takeAll(one, warmKey, 10);
    int cold;
    List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE rate_bucket IN ACCESS EXCLUSIVE MODE");
      cold = timed(one, coldKey, 2000, waits);
      int warm = timed(one, warmKey, 2000, waits);
      // Nothing is known of it, and the outage is not an hour old: mostly its part of a full
      // bucket.
      assertThat(cold).isBetween(5, 515);
      assertThat(warm).isBetween(5, 530);
      assertFewWaited(waits);
      connection.rollback();
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> !one.peers().degraded());
    await().atMost(Duration.ofSeconds(20)).until(() -> stored(coldKey) <= 1000 - cold + 10);
    // Slow enough for the database to keep up: what is left of the limit, and no more.
    int[] rest = new int[1];
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          rest[0] += drain(one, coldKey, 100);
          return rest[0] >= 1000 - cold - 60;
        });
    assertThat(rest[0]).isLessThanOrEqualTo(1000 - cold + 30);
  }

  @Test
  void aDatabaseThatIsLateIsTakenForAwayOnlyOnceTheNextHeartbeatIsLateToo() throws Exception {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE rate_bucket, api_replica IN ACCESS EXCLUSIVE MODE");
      int[] early = new int[1];
      long begun = System.nanoTime();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            int taken = one.take(COLD, 1) ? 1 : 0;
            boolean away = one.isUnavailable();
            early[0] += away ? 0 : taken;
            return away;
          });
      // Two calls, one after the other, that a second each was waited for.
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isGreaterThan(Duration.ofMillis(1900));
      // Both replicas together may be wrong by 1.5 %, and each has half of that.
      assertThat(early[0]).isBetween(1, 10);
      // In an outage it has half of what it knows, and it knows of a full bucket.
      assertThat(drain(one, COLD, 2000)).isBetween(450, 515);
      connection.rollback();
    }
  }

  private double stored(BucketKey key) throws Exception {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT tokens FROM rate_bucket WHERE tenant = '" + key.tenant() + "'")) {
      return rows.next() ? rows.getDouble(1) : key.capacity();
    }
  }

  /** Goes on where one is refused because an exchange has taken longer than callers wait. */
  private static void takeAll(TestReplica replica, BucketKey key, int amount) {
    int[] taken = new int[1];
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          while (taken[0] < amount && replica.take(key, 1)) {
            taken[0]++;
          }
          return taken[0] == amount;
        });
  }

  private static int drain(TestReplica replica, BucketKey key, int times) {
    int taken = 0;
    for (int i = 0; i < times; i++) {
      taken += replica.take(key, 1) ? 1 : 0;
    }
    return taken;
  }

  private static int timed(TestReplica replica, BucketKey key, int times, List<Duration> waits) {
    int taken = 0;
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      taken += replica.take(key, 1) ? 1 : 0;
      waits.add(Duration.ofNanos(System.nanoTime() - start));
    }
    return taken;
  }

  /** A pause of the machine makes one call or another slow; waiting would make all of them so. */
  private static void assertFewWaited(List<Duration> waits) {
    assertThat(waits)
        .filteredOn(wait -> wait.compareTo(Duration.ofMillis(200)) > 0)
        .hasSizeLessThan(waits.size() / 100);
  }
}
