package dev.sluice.api.quota;

/**
 * A bucket's state as the response headers show it, as far as this replica knows.
 *
 * @param remaining never negative
 * @param resetSeconds whole seconds, rounded up, until an unused bucket is full again
 */
record RateLimitStatus(long limit, long remaining, long resetSeconds) {

  static RateLimitStatus of(BucketKey key, double level) {
    double missing = Math.max(0, key.capacity() - level);
    return new RateLimitStatus(
        key.capacity(),
        (long) Math.clamp(level, 0, (double) key.capacity()),
        (long) Math.ceil(missing / key.refillPerNano() / 1e9));
  }
}
