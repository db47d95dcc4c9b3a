package dev.sluice.bench.report;

import java.util.ArrayList;
import java.util.List;

/** The values of repeated measurements. */
public final class Rounds {
  private final List<Double> values = new ArrayList<>();

  public void add(double value) {
    values.add(value);
  }

  public List<Double> values() {
    return List.copyOf(values);
  }

  /** The middle value, or the mean of the two middle values. */
  public double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The median with the lowest and highest value. */
  String text() {
    List<Double> sorted = values.stream().sorted().toList();
    return values.size() == 1
        ? Numbers.text(median())
        : "%s (%s–%s)"
            .formatted(
                Numbers.text(median()),
                Numbers.text(sorted.getFirst()),
                Numbers.text(sorted.getLast()));
  }
}
