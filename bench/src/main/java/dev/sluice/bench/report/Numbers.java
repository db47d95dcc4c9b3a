package dev.sluice.bench.report;

import java.util.Locale;

/** Formats numbers. */
final class Numbers {

  private Numbers() {}

  /** Three significant digits; no decimals from 100. */
  static String text(double number) {
    double size = Math.abs(number);
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, number);
  }
}
