package dev.sluice.e2e.webhooks;

/** Sizes of tests: reduced in every build, full in the profile {@code soak}. */
final class Scale {
  private static final boolean FULL = Boolean.getBoolean("sluice.soak");

  private Scale() {}

  static int of(int reduced, int full) {
    return FULL ? full : reduced;
  }
}
