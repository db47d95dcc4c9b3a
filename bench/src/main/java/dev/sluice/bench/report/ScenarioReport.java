package dev.sluice.bench.report;

import dev.sluice.bench.stack.ProcessUsage;
import dev.sluice.bench.stack.StackUsage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of a scenario.
 *
 * @param name of the scenario
 * @param unit what is counted: requests, jobs
 * @param workloads resource usage per workload
 */
public record ScenarioReport(
    String name, String unit, List<Figure> figures, List<Workload> workloads) {

  public ScenarioReport {
    figures = List.copyOf(figures);
    workloads = List.copyOf(workloads);
  }

  /**
   * Resource usage of a workload.
   *
   * @param count number of requests or jobs
   */
  public record Workload(String name, long count, StackUsage usage) {}

  /** The tables in Markdown. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("| figure | median (lowest–highest) | ceiling | ratio | goal | holds |");
    lines.add("|---|---|---|---|---|---|");
    figures.forEach(figure -> lines.add(figure.row()));
    lines.add("");
    for (Workload work : workloads) {
      lines.add("| " + work.name() + " | processor seconds per 1 000 " + unit + " | peak MiB |");
      lines.add("|---|---|---|");
      double total = 0;
      for (ProcessUsage process : work.usage().processes()) {
        double perThousand = process.cpuSeconds() * 1000 / work.count();
        total += perThousand;
        lines.add(
            "| %s | %s | %s |"
                .formatted(
                    process.name(),
                    Numbers.text(perThousand),
                    Numbers.text(process.peakMebibytes())));
      }
      lines.add("| all of these | %s | |".formatted(Numbers.text(total)));
      lines.add("");
    }
    return lines;
  }

  /** The content of the results file. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("scenario", name);
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
    json.put("workloads", workloads);
    return json;
  }
}
