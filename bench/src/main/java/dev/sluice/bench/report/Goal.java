package dev.sluice.bench.report;

import java.util.Locale;

/** A goal for a figure or its ratio to the ceiling. */
public sealed interface Goal {

  record AtLeast(double bound) implements Goal {}

  record AtMost(double bound) implements Goal {}

  /** The figure is at least this fraction of its ceiling. */
  record OfCeiling(double ratio) implements Goal {}

  default boolean holds(double value, double ratio) {
    return switch (this) {
      case AtLeast(double bound) -> value >= bound;
      case AtMost(double bound) -> value <= bound;
      case OfCeiling(double least) -> ratio >= least;
    };
  }

  default String text() {
    return switch (this) {
      case AtLeast(double bound) -> "≥ " + Numbers.text(bound);
      case AtMost(double bound) -> "≤ " + Numbers.text(bound);
      case OfCeiling(double ratio) -> String.format(Locale.ROOT, "≥ %.2f of the ceiling", ratio);
    };
  }
}
