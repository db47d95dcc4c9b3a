package dev.sluice.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A run of the benchmarks.
 *
 * @param label heading in the results, such as {@code current} or {@code baseline}
 * @param commit of the jars
 * @param command as typed by the user
 * @param date of the start
 * @param machine including its load average at the start
 */
public record Run(String label, String commit, String command, String date, String machine) {

  public static Run here(String label, String commit, String command, String date) {
    return new Run(label, commit, command, date, Machine.text());
  }

  /** The section of the results in Markdown. */
  public List<String> section(List<ScenarioReport> scenarios) {
    List<String> lines = new ArrayList<>();
    lines.add("## " + label);
    lines.add("");
    lines.add("- Commit: " + commit);
    lines.add("- Command: `" + command + "`");
    lines.add("- Date: " + date);
    lines.add("- Machine: " + machine);
    lines.add("");
    for (ScenarioReport scenario : scenarios) {
      lines.add("### " + scenario.name());
      lines.add("");
      lines.addAll(scenario.lines());
    }
    return lines;
  }
}
