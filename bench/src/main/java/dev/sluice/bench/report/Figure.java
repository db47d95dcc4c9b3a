package dev.sluice.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One line of the table.
 *
 * @param name of what was measured, with its unit
 * @param rounds its values
 * @param ceilingName what it is compared with
 * @param ceiling its values, in the same unit; none where there is no comparison
 */
public record Figure(
    String name, Rounds rounds, String ceilingName, Rounds ceiling, List<Goal> goals) {

  public Figure {
    goals = List.copyOf(goals);
  }

  /** A figure that is compared with nothing. */
  public static Figure alone(String name, double value, Goal... goals) {
    Rounds rounds = new Rounds();
    rounds.add(value);
    return new Figure(name, rounds, "", new Rounds(), List.of(goals));
  }

  /** The median in relation to the ceiling's; not a number where there is none. */
  public double ratio() {
    return hasCeiling() ? rounds.median() / ceiling.median() : Double.NaN;
  }

  /** Whether every goal is reached. */
  public boolean holds() {
    return goals.stream().allMatch(goal -> goal.holds(rounds.median(), ratio()));
  }

  /** A row of the table of figures. */
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

  // What comes on top of the ceiling is no part of it.
  private boolean isAdded() {
    return goals.stream().anyMatch(Goal.AtMost.class::isInstance);
  }

  private boolean hasCeiling() {
    return !ceiling.values().isEmpty();
  }
}
