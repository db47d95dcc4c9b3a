package dev.sluice.api.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/**
 * This replica's part of a bucket while the database does not answer: an n-th of the limit where n
 * replicas run. What it lets through is a debt that the shared bucket is told later. Not safe for
 * threads by itself.
 */
final class LocalShare {

  private final Bucket bucket;
  private final Ticker ticker;
  private final long capacity;
  private final double initial;
  private final double refillPerNano;
  private final long startedAt;

  /**
   * A share that begins now.
   *
   * @param level units that all replicas together could still use when last heard of
   */
  LocalShare(BucketKey key, int replicas, double level, Ticker ticker) {
    this.ticker = ticker;
    this.capacity = Math.max(1, key.capacity() / replicas);
    this.initial = Math.clamp(Math.floor(level / replicas), 0, (double) capacity);
    this.refillPerNano = key.refillPerNano() / replicas;
    this.startedAt = ticker.read();
    this.bucket =
        Bucket.builder()
            .addLimit(limit ->
                limit
                    .capacity(capacity)
                    .refillGreedy(key.capacity(), key.kind().window().multipliedBy(replicas))
                    .initialTokens((long) initial))
            .withCustomTimePrecision(new Time(ticker))
            .build();
  }

  private record Time(Ticker ticker) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return ticker.read();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  /** Takes the units, or tells when they would be there. */
  Verdict take(long amount) {
    if (amount > capacity) {
      return takeMoreThanFull(amount);
    }
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(amount);
    return probe.isConsumed()
        ? Verdict.GRANTED
        : new Verdict.Refused(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  /** More than a share ever holds is let through where the share is full, and put into debt. */
  private Verdict takeMoreThanFull(long amount) {
    long nanosToFull =
        bucket.estimateAbilityToConsume(capacity).canBeConsumed()
            ? 0
            : bucket.estimateAbilityToConsume(capacity).getNanosToWaitForRefill();
    if (nanosToFull > 0) {
      return new Verdict.Refused(Duration.ofNanos(nanosToFull));
    }
    bucket.consumeIgnoringRateLimits(amount);
    return Verdict.GRANTED;
  }

  void giveBack(long amount) {
    bucket.addTokens(amount);
  }

  long remaining() {
    return bucket.getAvailableTokens();
  }

  /**
   * How far this share is below where it would be had nobody used it; negative where refunds came.
   * What the refill has made good since is no debt, as the shared bucket has refilled, too.
   */
  long debt() {
    double untouched =
        Math.min((double) capacity, initial + (ticker.read() - startedAt) * refillPerNano);
    return (long) Math.ceil(untouched - remaining());
  }
}
