package dev.sluice.bench.report;

import dev.sluice.bench.stack.ProcessUse;
import dev.sluice.bench.stack.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one part found.
 *
 * @param name of the part
 * @param unit what was counted: requests, jobs
 * @param uses by workload, what the processes used in it
 */
public record PartReport(String name, String unit, List<Figure> figures, List<Workload> uses) {

  public PartReport {
    figures = List.copyOf(figures);
    uses = List.copyOf(uses);
  }

  /**
   * What the processes used for one kind of work.
   *
   * @param count how many requests or jobs it was
   */
  public record Workload(String name, long count, Usage usage) {}

  /** The tables, in Markdown. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("| figure | median (lowest–highest) | ceiling | ratio | goal | holds |");
    lines.add("|---|---|---|---|---|---|");
    figures.forEach(figure -> lines.add(figure.row()));
    lines.add("");
    for (Workload work : uses) {
      lines.add("| " + work.name() + " | processor seconds per 1 000 " + unit + " | peak MiB |");
      lines.add("|---|---|---|");
      double total = 0;
      for (ProcessUse use : work.usage().processes()) {
        double perThousand = use.cpuSeconds() * 1000 / work.count();
        total += perThousand;
        lines.add(
            "| %s | %s | %s |"
                .formatted(
                    use.name(), Numbers.text(perThousand), Numbers.text(use.peakMebibytes())));
      }
      lines.add("| all of these | %s | |".formatted(Numbers.text(total)));
      lines.add("");
    }
    return lines;
  }

  /** For the results file. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("part", name);
    json.put(
        "figures",
        figures.stream()
            .map(figure ->
                Map.of(
                    "name", figure.name(),
                    "rounds", figure.rounds().values(),
                    "median", figure.rounds().median(),
                    "ceiling", figure.ceilingName(),
                    "ceiling_rounds", figure.ceiling().values(),
                    "goals", figure.goals().stream().map(Goal::text).toList(),
                    "holds", figure.holds()))
            .toList());
    json.put("uses", uses);
    return json;
  }
}
