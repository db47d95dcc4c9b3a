package dev.sluice.bench;

import dev.sluice.bench.report.Results;
import dev.sluice.bench.report.Run;
import dev.sluice.bench.report.ScenarioReport;
import dev.sluice.bench.scenario.Scenario;
import dev.sluice.bench.stack.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs scenarios on one stack, prints the results and stores them. */
final class Bench {
  private final Options options;

  Bench(Options options) {
    this.options = options;
  }

  /** Returns whether every scenario succeeded. */
  boolean run() throws IOException, InterruptedException {
    Path directory = options.home().resolve("target/stack");
    delete(directory);
    Files.createDirectories(directory);
    Stack stack = new Stack(options.jars(), directory, options.javaOptions());
    // Stops all processes, also on Ctrl-C.
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
    stack.start();
    return measure(stack);
  }

  @SuppressWarnings("SystemOut") // A command-line program.
  private boolean measure(Stack stack) throws IOException, InterruptedException {
    String date = Instant.now().truncatedTo(ChronoUnit.MINUTES).toString();
    Run run = Run.here(options.label(), options.commit(), options.command(), date);
    Results results = new Results(options.home());
    List<ScenarioReport> reports = new ArrayList<>();
    for (Scenario scenario : options.scenarios()) {
      System.out.println("Measuring " + scenario.label());
      try {
        ScenarioReport report = scenario.measure(stack);
        results.write(run, report);
        reports.add(report);
      } catch (IOException | RuntimeException e) {
        // The other scenarios may succeed.
        System.out.println("%s failed: %s".formatted(scenario.label(), e));
      }
    }
    System.out.println(String.join("\n", run.section(reports)));
    if (reports.size() == Scenario.values().length) {
      results.keep(run, reports);
    }
    return reports.size() == options.scenarios().size();
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
