package dev.sluice.api.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The buckets that this replica has in use. Bounded: of one more, the least used is handed back to
 * the shared buckets with all that it holds and owes, so that being forgotten fills nothing up.
 */
final class Buckets {

  private static final Duration UNUSED = Duration.ofMinutes(10);

  private final Cache<BucketKey, LeasedBucket> buckets;
  private final LeaseSync sync;
  private final LimitProperties properties;
  private final LimitMeters meters;
  private final Ticker ticker;

  Buckets(LeaseSync sync, LimitProperties properties, LimitMeters meters, Ticker ticker) {
    this.sync = sync;
    this.properties = properties;
    this.meters = meters;
    this.ticker = ticker;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(properties.maxBuckets())
            .expireAfterAccess(UNUSED)
            .ticker(ticker)
            .executor(Runnable::run)
            .removalListener(this::handBack)
            .build();
  }

  private void handBack(
      @Nullable BucketKey key, @Nullable LeasedBucket bucket, RemovalCause cause) {
    if (key != null && bucket != null) {
      sync.leave(key, bucket.close());
    }
  }

  LeasedBucket get(BucketKey key) {
    return buckets.get(
        key,
        unknown ->
            new LeasedBucket(unknown, sync, properties.syncEvery(), ticker, sync.inherit(unknown)));
  }

  /** Takes units from the bucket, all or none. Waits for the database once, by a bound. */
  Verdict take(BucketKey key, long amount) {
    Verdict verdict;
    do {
      verdict = get(key).take(amount, properties.maxWait());
    } while (verdict instanceof Verdict.Closed);
    meters.count(key.kind(), verdict);
    return verdict;
  }

  /** Undoes a {@link #take} that led to nothing. */
  void putBack(BucketKey key, long amount) {
    while (!get(key).putBack(amount)) {
      Thread.onSpinWait();
    }
  }

  /** Corrects an earlier {@link #take}: refunds, or charges where negative. Never refuses. */
  void giveBack(BucketKey key, long amount) {
    while (!get(key).giveBack(amount)) {
      Thread.onSpinWait();
    }
  }

  /** Forgets all buckets; who still takes from one gets a new one. */
  void handAllBack() {
    buckets.invalidateAll();
    buckets.cleanUp();
  }

  long size() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }
}
