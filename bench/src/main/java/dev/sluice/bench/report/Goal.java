package dev.sluice.bench.report;

import java.util.Locale;

/** What a figure, or its ratio to the ceiling, is to reach. */
public sealed interface Goal {

  /** The figure is at least this. */
  record AtLeast(double bound) implements Goal {}

  /** The figure is at most this. */
  record AtMost(double bound) implements Goal {}

  /** The figure is at least this part of its ceiling. */
  record OfCeiling(double ratio) implements Goal {}

  /** Whether it is reached. */
  default boolean holds(double value, double ratio) {
    return switch (this) {
      case AtLeast(double bound) -> value >= bound;
      case AtMost(double bound) -> value <= bound;
      case OfCeiling(double least) -> ratio >= least;
    };
  }

  /** As the table shows it. */
  default String text() {
    return switch (this) {
      case AtLeast(double bound) -> "≥ " + Numbers.text(bound);
      case AtMost(double bound) -> "≤ " + Numbers.text(bound);
      case OfCeiling(double ratio) -> String.format(Locale.ROOT, "≥ %.2f of the ceiling", ratio);
    };
  }
}
