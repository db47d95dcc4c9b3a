package dev.sluice.dispatcher.schedule;

import dev.sluice.dispatcher.schedule.DestinationState.Standing;

/**
 * How permits, and the memory for bodies, are shared.
 *
 * @param bytesPerDestination a single body may exceed it
 */
record ShareLimits(Limit permits, Limit bytes, long bytesPerDestination) {

  private static final int DESTINATIONS_PART_OF_BYTES = 4;

  static ShareLimits of(long permits, long bytes) {
    return new ShareLimits(Limit.of(permits), Limit.of(bytes), bytes / DESTINATIONS_PART_OF_BYTES);
  }

  /**
   * The limit of one resource.
   *
   * @param all the total
   * @param reserve the part for destinations in good standing, see {@link FairShare}
   * @param perTenant what a tenant may use while others wait
   */
  record Limit(long all, long reserve, long perTenant) {

    private static final int RESERVED_PART = 4;
    private static final int TENANTS_PART = 2;
    private static final int GUARANTEED_PART = 8;

    /** Destinations with fewer running attempts have priority over those with many. */
    private static final int FEW = 4;

    private static Limit of(long all) {
      return new Limit(all, all / RESERVED_PART, Math.max(1, all / TENANTS_PART));
    }

    /**
     * What must remain free after a destination gets a permit.
     *
     * @param running its attempts
     */
    long floor(Standing standing, int running, boolean tenantBeyondShare) {
      boolean idle = running == 0;
      if (idle && !tenantBeyondShare && standing != Standing.SUSPECT) {
        return 0;
      }
      return switch (standing) {
        case PROVEN -> idle ? reserve / 8 : running < FEW ? reserve / 2 : reserve * 3 / 4;
        case UNTRIED -> idle ? reserve * 3 / 8 : reserve;
        case SUSPECT -> idle ? reserve / 2 : reserve;
      };
    }

    /**
     * What the destinations of a tenant that are not suspect may use while others wait, whatever
     * its suspect ones use.
     */
    long guaranteed() {
      return Math.max(1, perTenant / GUARANTEED_PART);
    }
  }
}
