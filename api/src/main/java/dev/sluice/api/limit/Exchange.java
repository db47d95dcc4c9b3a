package dev.sluice.api.limit;

/**
 * What a replica asks of a shared bucket, and tells it.
 *
 * @param change units handed back (unused leases, refunds) less units used that no lease covered
 * @param need units that callers wait for; granted as far as they are there
 * @param least the smallest of those waits; where less is there, none of the need is granted
 * @param extra units to hold in advance; granted up to a share of what is left after the need
 */
record Exchange(BucketKey key, long change, long need, long least, long extra) {

  /**
   * The shared bucket's answer.
   *
   * @param granted units that this replica may use from now on
   * @param level units that are left for all; below zero in debt
   */
  record Answer(BucketKey key, long granted, double level) {}
}
