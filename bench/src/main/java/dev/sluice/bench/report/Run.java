package dev.sluice.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A run of the bench.
 *
 * @param label a heading in the results: {@code current}, {@code baseline}
 * @param commit of the jars
 * @param command that started it
 * @param date of the start
 * @param machine and how busy it was at the start
 */
public record Run(String label, String commit, String command, String date, String machine) {

  /** A run on this machine. */
  public static Run here(String label, String commit, String command, String date) {
    return new Run(label, commit, command, date, Machine.text());
  }

  /** Its section of the results, in Markdown. */
  public List<String> section(List<PartReport> parts) {
    List<String> lines = new ArrayList<>();
    lines.add("## " + label);
    lines.add("");
    lines.add("- Commit: " + commit);
    lines.add("- Command: `" + command + "`");
    lines.add("- Date: " + date);
    lines.add("- Machine: " + machine);
    lines.add("");
    for (PartReport part : parts) {
      lines.add("### " + part.name());
      lines.add("");
      lines.addAll(part.lines());
    }
    return lines;
  }
}
