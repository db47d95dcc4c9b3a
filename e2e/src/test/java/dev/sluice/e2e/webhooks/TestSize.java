package dev.sluice.e2e.webhooks;

/** Test sizes: reduced by default, full in the profile {@code soak}. */
final class TestSize {
  private static final boolean FULL = Boolean.getBoolean("sluice.soak");

  private TestSize() {}

  static int of(int reduced, int full) {
    return FULL ? full : reduced;
  }
}
