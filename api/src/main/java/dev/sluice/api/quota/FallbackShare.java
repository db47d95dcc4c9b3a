package dev.sluice.api.quota;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/**
 * This replica's share of a bucket while the database does not answer: with n replicas, an n-th of
 * the limit. What the share lets through is a debt that the shared bucket is charged later. The
 * caller passes the time. Not thread-safe.
 */
final class FallbackShare implements TimeMeter {

  private final Bucket bucket;
  private final boolean provisional;
  private final long capacity;
  private final double initial;
  private final double refillPerNano;
  private final long startedAt;
  private long now;

  /**
   * A share that begins now.
   *
   * @param level units that all replicas together may use
   * @param provisional whether {@code level} was limited because the database was only late
   */
  FallbackShare(BucketKey key, int replicas, double level, boolean provisional, long now) {
    this.provisional = provisional;
    this.capacity = Math.max(1, key.capacity() / replicas);
    this.initial = Math.clamp(Math.floor(level / replicas), 0, (double) capacity);
    this.refillPerNano = key.refillPerNano() / replicas;
    this.startedAt = now;
    this.now = now;
    this.bucket =
        Bucket.builder()
            .addLimit(limit ->
                limit
                    .capacity(capacity)
                    .refillGreedy(key.capacity(), key.kind().window().multipliedBy(replicas))
                    .initialTokens((long) initial))
            .withCustomTimePrecision(this)
            .build();
  }

  boolean isProvisional() {
    return provisional;
  }

  /** An amount above the share's capacity is granted when the share is full, and leaves a debt. */
  Decision take(long amount, long at) {
    now = at;
    EstimationProbe probe = bucket.estimateAbilityToConsume(Math.min(amount, capacity));
    if (!probe.canBeConsumed()) {
      return new Decision.Denied(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
    bucket.consumeIgnoringRateLimits(amount);
    return Decision.GRANTED;
  }

  void refund(long amount, long at) {
    now = at;
    bucket.addTokens(amount);
  }

  long remaining(long at) {
    now = at;
    return bucket.getAvailableTokens();
  }

  /**
   * How far this share is below an unused one; negative after refunds. What has been refilled since
   * is no debt because the shared bucket was refilled as well.
   */
  long debt(long at) {
    double unused = Math.min((double) capacity, initial + (at - startedAt) * refillPerNano);
    return (long) Math.ceil(unused - remaining(at));
  }

  @Override
  public long currentTimeNanos() {
    return now;
  }

  @Override
  public boolean isWallClockBased() {
    return false;
  }
}
