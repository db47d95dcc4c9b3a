package dev.sluice.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The result files in the directory {@code bench}. */
public final class Results {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path directory;

  public Results(Path directory) {
    this.directory = directory;
  }

  /** Writes {@code results/SCENARIO.json}. */
  public void write(Run run, ScenarioReport scenario) throws IOException {
    Path file =
        Files.createDirectories(directory.resolve("results")).resolve(scenario.name() + ".json");
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(file, Map.of("run", run, "result", scenario.json()));
  }

  /** Replaces the run's section of {@code RESULTS.md}, or appends it. */
  public void keep(Run run, List<ScenarioReport> scenarios) throws IOException {
    Path file = directory.resolve("RESULTS.md");
    List<String> lines =
        Files.exists(file) ? Files.readAllLines(file) : List.of("# Results of the bench", "");
    Files.write(file, replaced(lines, run.section(scenarios)));
  }

  /** Replaces the section with the same heading, or appends it. */
  static List<String> replaced(List<String> lines, List<String> section) {
    int start = lines.indexOf(section.getFirst());
    List<String> all = new ArrayList<>(lines);
    if (start < 0) {
      all.addAll(section);
      return all;
    }
    int end = start + 1;
    while (end < all.size() && !all.get(end).startsWith("## ")) {
      end++;
    }
    all.subList(start, end).clear();
    all.addAll(start, section);
    return all;
  }
}
