package dev.sluice.api.quota;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * The buckets that this replica uses. Bounded: above the bound the least used one is closed, and
 * what it holds and owes goes back to the shared bucket, so that eviction never fills a bucket up.
 */
final class LocalBuckets implements SmartLifecycle {

  private static final Duration UNUSED = Duration.ofMinutes(10);

  private final Cache<BucketKey, LeasedBucket> buckets;
  private final LeaseReconciler reconciler;
  private final QuotaProperties properties;
  private final QuotaMetrics metrics;
  private final Ticker ticker;
  private volatile boolean running;

  LocalBuckets(
      LeaseReconciler reconciler, QuotaProperties properties, QuotaMetrics metrics, Ticker ticker) {
    this.reconciler = reconciler;
    this.properties = properties;
    this.metrics = metrics;
    this.ticker = ticker;
    // The eviction listener runs before a successor for the same key can be created.
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(properties.maxBuckets())
            .expireAfterAccess(UNUSED)
            .ticker(ticker)
            .executor(Runnable::run)
            .<BucketKey, LeasedBucket>evictionListener(
                (_, bucket, _) -> requireNonNull(bucket).close())
            .build();
  }

  LeasedBucket get(BucketKey key) {
    return buckets.get(
        key, absent -> new LeasedBucket(absent, reconciler, properties.syncEvery(), ticker));
  }

  /** Takes units, all or none. Waits for the database at most once, for a bounded time. */
  Decision take(BucketKey key, long amount) {
    Decision decision = get(key).take(amount, properties.maxWait());
    while (decision instanceof Decision.Pending) {
      decision = get(key).take(amount, properties.maxWait());
    }
    metrics.count(key.kind(), decision);
    return decision;
  }

  long size() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }

  @Override
  public void start() {
    running = true;
    reconciler.start();
  }

  /** Returns all leases. Takes a few seconds at most. */
  @Override
  public void stop() {
    running = false;
    try {
      reconciler.stop(this::closeAll);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeAll() {
    buckets
        .asMap()
        .forEach((key, bucket) -> {
          bucket.close();
          buckets.asMap().remove(key, bucket);
        });
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before the web server starts, after it has stopped. */
  @Override
  public int getPhase() {
    return 0;
  }
}
