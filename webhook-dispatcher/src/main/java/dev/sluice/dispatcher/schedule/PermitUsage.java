package dev.sluice.dispatcher.schedule;

/**
 * What running attempts use.
 *
 * @param permits one per attempt
 * @param bytes of their bodies
 */
record PermitUsage(int permits, long bytes) {

  static final PermitUsage NONE = new PermitUsage(0, 0);

  PermitUsage plus(int morePermits, long moreBytes) {
    return new PermitUsage(permits + morePermits, bytes + moreBytes);
  }

  PermitUsage plus(PermitUsage more) {
    return plus(more.permits, more.bytes);
  }
}
