package dev.sluice.bench.report;

import java.util.Locale;

/** Numbers as the tables show them. */
final class Numbers {

  private Numbers() {}

  /** Three significant digits, and no decimals from 100 on. */
  static String text(double number) {
    double size = Math.abs(number);
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, number);
  }
}
