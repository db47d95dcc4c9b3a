package dev.sluice.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The files that a run leaves in the bench's folder. */
public final class Results {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path folder;

  public Results(Path folder) {
    this.folder = folder;
  }

  /** Writes {@code results/PART.json}. */
  public void write(Run run, PartReport part) throws IOException {
    Path file = Files.createDirectories(folder.resolve("results")).resolve(part.name() + ".json");
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(file, Map.of("run", run, "result", part.json()));
  }

  /** Replaces the run's section of {@code RESULTS.md}, or adds it at the end. */
  public void keep(Run run, List<PartReport> parts) throws IOException {
    Path file = folder.resolve("RESULTS.md");
    List<String> lines =
        Files.exists(file) ? Files.readAllLines(file) : List.of("# Results of the bench", "");
    Files.write(file, replaced(lines, run.section(parts)));
  }

  /** The lines with one section, which begins with its heading, in the place of the former one. */
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
