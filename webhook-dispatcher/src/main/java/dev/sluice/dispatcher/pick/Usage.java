package dev.sluice.dispatcher.pick;

/**
 * What attempts under way use.
 *
 * @param permits one for each attempt
 * @param bytes of their bodies
 */
record Usage(int permits, long bytes) {

  static final Usage NONE = new Usage(0, 0);

  Usage plus(int morePermits, long moreBytes) {
    return new Usage(permits + morePermits, bytes + moreBytes);
  }

  Usage plus(Usage more) {
    return plus(more.permits, more.bytes);
  }
}
