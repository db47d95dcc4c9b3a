package dev.sluice.dispatcher.pick;

/**
 * How permits, or the bytes of bodies, are shared.
 *
 * @param all that there are
 * @param reserve of these, those for destinations in good standing only, see {@link FairShare}
 * @param perTenant what a tenant may use while others wait
 */
record Limit(long all, long reserve, long perTenant) {

  private static final int RESERVED_PART = 4;
  private static final int TENANTS_PART = 2;
  private static final int GUARANTEED_PART = 8;

  /** A destination with fewer attempts under way goes before those with many. */
  private static final int FEW = 4;

  static Limit of(long all) {
    return new Limit(all, all / RESERVED_PART, Math.max(1, all / TENANTS_PART));
  }

  /**
   * What must be left after something is given to a destination.
   *
   * @param underWay attempts to it
   */
  long floor(Standing standing, int underWay, boolean tenantBeyondShare) {
    boolean idle = underWay == 0;
    if (idle && !tenantBeyondShare && standing != Standing.SUSPECT) {
      return 0;
    }
    return switch (standing) {
      case PROVEN -> idle ? reserve / 8 : underWay < FEW ? reserve / 2 : reserve * 3 / 4;
      case UNTRIED -> idle ? reserve * 3 / 8 : reserve;
      case SUSPECT -> idle ? reserve / 2 : reserve;
    };
  }

  /**
   * What a tenant's destinations that are no suspects may use together while others wait, whatever
   * its suspects use.
   */
  long guaranteed() {
    return Math.max(1, perTenant / GUARANTEED_PART);
  }
}
