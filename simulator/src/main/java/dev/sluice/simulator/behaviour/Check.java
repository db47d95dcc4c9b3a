package dev.sluice.simulator.behaviour;

/** Ranges of configured values. */
final class Check {

  private Check() {}

  static void range(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw outside(key, value, least, most);
    }
  }

  static void range(String key, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw outside(key, value, least, most);
    }
  }

  private static IllegalArgumentException outside(
      String key, Number value, Number least, Number most) {
    return new IllegalArgumentException(
        "sluice.simulator.%s must be from %s to %s, not %s".formatted(key, least, most, value));
  }
}
