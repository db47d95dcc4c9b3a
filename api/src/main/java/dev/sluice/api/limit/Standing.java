package dev.sluice.api.limit;

/**
 * How a bucket stands, as far as this replica knows.
 *
 * @param remaining units that are left; never negative
 * @param resetSeconds whole seconds until the bucket is full again if nobody takes from it, rounded
 *     up
 */
record Standing(long limit, long remaining, long resetSeconds) {

  static Standing of(BucketKey key, double level) {
    double missing = Math.max(0, key.capacity() - level);
    return new Standing(
        key.capacity(),
        (long) Math.clamp(level, 0, (double) key.capacity()),
        (long) Math.ceil(missing / key.refillPerNano() / 1e9));
  }
}
