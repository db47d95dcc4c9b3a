package dev.sluice.dispatcher.pick;

/**
 * How one thing that there is only so much of is shared: permits, or bytes of bodies.
 *
 * @param all that there is
 * @param reserve of it, what only destinations in good standing may use, see {@link FairShare}
 * @param perTenant what a tenant may hold while others wait
 */
record Limit(long all, long reserve, long perTenant) {

  static Limit of(long all, double reserve, double tenantShare) {
    return new Limit(all, (long) (all * reserve), Math.max(1, (long) (all * tenantShare)));
  }

  /** A destination that has fewer attempts under way is served before those that have many. */
  private static final int FEW = 4;

  private static final int GUARANTEED_PART = 8;

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
   * What destinations of one tenant that are no suspects may hold together whatever its others
   * hold, and others wait for.
   */
  long guaranteed() {
    return Math.max(1, perTenant / GUARANTEED_PART);
  }
}
