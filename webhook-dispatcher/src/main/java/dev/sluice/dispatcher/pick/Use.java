package dev.sluice.dispatcher.pick;

/**
 * What a tenant, or all together, have under way.
 *
 * @param permits attempts
 * @param bytes of their bodies
 */
record Use(int permits, long bytes) {

  static final Use NONE = new Use(0, 0);

  Use plus(int morePermits, long moreBytes) {
    return new Use(permits + morePermits, bytes + moreBytes);
  }
}
