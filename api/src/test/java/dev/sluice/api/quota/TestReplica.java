package dev.sluice.api.quota;

import com.github.benmanes.caffeine.cache.Ticker;
import com.zaxxer.hikari.HikariDataSource;
import dev.sluice.api.storage.Database;
import dev.sluice.job.TenantId;
import dev.sluice.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** The limits of one api replica: its leases and a pool of its own, which counts round trips. */
final class TestReplica implements AutoCloseable {

  private final HikariDataSource pool = new HikariDataSource();
  private final AtomicLong roundTrips = new AtomicLong();
  private final Database database = new Database();
  private final LeaseReconciler reconciler;
  private final LocalBuckets buckets;

  TestReplica(TestDatabase at, QuotaProperties properties, Ticker ticker) {
    pool.setJdbcUrl(at.jdbcUrl());
    pool.setUsername(at.username());
    pool.setPassword(at.password());
    pool.setMaximumPoolSize(2);
    pool.setConnectionTimeout(2000);
    QuotaMetrics metrics = new QuotaMetrics(new SimpleMeterRegistry());
    JdbcTemplate jdbc = new JdbcTemplate(new Counting(pool, roundTrips));
    this.reconciler = new LeaseReconciler(new BucketTable(jdbc), database, properties, metrics);
    this.buckets = new LocalBuckets(reconciler, properties, metrics, ticker);
    buckets.start();
  }

  /** Outside a transaction each statement borrows a connection. */
  private static final class Counting extends DelegatingDataSource {
    private final AtomicLong borrowed;

    Counting(HikariDataSource pool, AtomicLong borrowed) {
      super(pool);
      this.borrowed = borrowed;
    }

    @Override
    public Connection getConnection() throws SQLException {
      borrowed.incrementAndGet();
      return super.getConnection();
    }
  }

  static QuotaProperties properties(int maxBuckets, Duration maxWait) {
    return new QuotaProperties(
        60, 1000, 100_000, 600, maxWait, Duration.ofMillis(500), 2, maxBuckets, 1000);
  }

  static BucketKey key(String tenant, BucketKind kind, long capacity) {
    return new BucketKey(new TenantId(tenant), kind, capacity);
  }

  LocalBuckets buckets() {
    return buckets;
  }

  LeaseReconciler reconciler() {
    return reconciler;
  }

  Peers peers() {
    return reconciler.peers();
  }

  boolean isUnavailable() {
    return peers().database() == Peers.Database.UNAVAILABLE;
  }

  boolean take(BucketKey key, long amount) {
    return buckets.take(key, amount) instanceof Decision.Granted;
  }

  long roundTrips() {
    return roundTrips.get();
  }

  @Override
  public void close() {
    try {
      buckets.stop();
    } finally {
      pool.close();
      database.close();
    }
  }
}
