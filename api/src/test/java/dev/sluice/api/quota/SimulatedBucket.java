package dev.sluice.api.quota;

/** A shared bucket as {@link BucketTable} keeps it, in memory and in time that a test sets. */
final class SimulatedBucket {

  private final BucketKey key;
  private double level;
  private long at;

  SimulatedBucket(BucketKey key) {
    this.key = key;
    this.level = key.capacity();
  }

  LeaseRequest.Grant exchange(LeaseRequest request, int replicas, long now) {
    double capacity = key.capacity();
    double refilled = (now - at) * key.refillPerNano();
    level = Math.clamp(level + request.change() + refilled, -capacity, capacity);
    at = now;
    double need =
        level >= request.least()
            ? Math.min((double) request.need(), Math.floor(Math.max(0, level)))
            : 0;
    double spare = (level - request.need()) / (2 * replicas);
    double prefetch = Math.floor(Math.clamp(spare, 0, (double) request.prefetch()));
    level -= need + prefetch;
    return new LeaseRequest.Grant(key, (long) (need + prefetch), level);
  }

  double level() {
    return level;
  }
}
