package dev.sluice.simulator.behaviour;

/** Checks that configured values are in range. */
final class RangeCheck {

  private RangeCheck() {}

  static void require(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw outOfRange(key, value, least, most);
    }
  }

  static void require(String key, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw outOfRange(key, value, least, most);
    }
  }

  private static IllegalArgumentException outOfRange(
      String key, Number value, Number least, Number most) {
    return new IllegalArgumentException(
        "sluice.simulator.%s must be from %s to %s, not %s".formatted(key, least, most, value));
  }
}
