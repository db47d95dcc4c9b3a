package dev.sluice.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A measured figure, one row of the report.
 *
 * @param name with unit
 * @param ceilingName what the figure is compared with
 * @param ceiling in the same unit; empty if there is no ceiling
 */
public record Figure(
    String name, Rounds rounds, String ceilingName, Rounds ceiling, List<Goal> goals) {

  public Figure {
    goals = List.copyOf(goals);
  }

  /** A figure without a ceiling. */
  public static Figure alone(String name, double value, Goal... goals) {
    Rounds rounds = new Rounds();
    rounds.add(value);
    return new Figure(name, rounds, "", new Rounds(), List.of(goals));
  }

  /** The median divided by the ceiling's median; NaN if there is no ceiling. */
  public double ratio() {
    return hasCeiling() ? rounds.median() / ceiling.median() : Double.NaN;
  }

  /** Whether every goal is met. */
  public boolean holds() {
    return goals.stream().allMatch(goal -> goal.holds(rounds.median(), ratio()));
  }

  String row() {
    boolean comparable = hasCeiling();
    return "| %s | %s | %s | %s | %s | %s |"
        .formatted(
            name,
            rounds.text(),
            comparable ? ceilingName + ": " + ceiling.text() : "–",
            comparable && !isAdded() ? String.format(Locale.ROOT, "%.2f", ratio()) : "–",
            goals.isEmpty()
                ? "–"
                : goals.stream().map(Goal::text).collect(Collectors.joining(" and ")),
            goals.isEmpty() ? "–" : holds() ? "yes" : "**no**");
  }

  // The ratio of added latency to its ceiling is meaningless.
  private boolean isAdded() {
    return goals.stream().anyMatch(Goal.AtMost.class::isInstance);
  }

  private boolean hasCeiling() {
    return !ceiling.values().isEmpty();
  }
}
