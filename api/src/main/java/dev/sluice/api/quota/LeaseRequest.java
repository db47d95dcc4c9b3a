package dev.sluice.api.quota;

/**
 * A replica's report to a shared bucket and its request for more units.
 *
 * @param change units returned (unused leases, refunds) less units used without a lease
 * @param need units that callers wait for; granted as far as available
 * @param least the smallest amount that a caller waits for; if less is available, nothing of the
 *     need is granted
 * @param prefetch units to hold ahead of demand; granted up to a share of what the need leaves
 */
record LeaseRequest(BucketKey key, long change, long need, long least, long prefetch) {

  /** Reports a change and requests nothing. */
  static LeaseRequest report(BucketKey key, long change) {
    return new LeaseRequest(key, change, 0, 0, 0);
  }

  /**
   * The shared bucket's answer.
   *
   * @param units what the replica may use from now on
   * @param level units left for all replicas; negative in debt
   */
  record Grant(BucketKey key, long units, double level) {}
}
