package dev.sluice.api.quota;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.testing.TestDatabase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Time that a test moves on, on replicas and in the buckets' rows alike. It also passes by itself.
 */
final class TestTime implements Ticker {

  private final AtomicLong ahead = new AtomicLong();
  private final TestDatabase database;

  TestTime(TestDatabase database) {
    this.database = database;
  }

  @Override
  public long read() {
    return System.nanoTime() + ahead.get();
  }

  void pass(Duration time) {
    new JdbcTemplate(database.dataSource())
        .update(
            "UPDATE rate_bucket SET refilled_at = refilled_at - ? * interval '1 millisecond'",
            time.toMillis());
    ahead.addAndGet(time.toNanos());
  }
}
