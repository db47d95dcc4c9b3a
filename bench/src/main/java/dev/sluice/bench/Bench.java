package dev.sluice.bench;

import dev.sluice.bench.part.Part;
import dev.sluice.bench.report.PartReport;
import dev.sluice.bench.report.Results;
import dev.sluice.bench.report.Run;
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

/** Runs parts on one stack, prints what they found and writes it down. */
final class Bench {
  private final Options options;

  Bench(Options options) {
    this.options = options;
  }

  /** Says whether every part could be measured. */
  boolean run() throws IOException, InterruptedException {
    Path folder = options.home().resolve("target/stack");
    delete(folder);
    Files.createDirectories(folder);
    Stack stack = new Stack(options.jars(), folder, options.javaOptions());
    // Whatever happens, also at Ctrl-C, no process is left behind.
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
    stack.start();
    return measure(stack);
  }

  @SuppressWarnings("SystemOut") // A program of the command line.
  private boolean measure(Stack stack) throws IOException, InterruptedException {
    String date = Instant.now().truncatedTo(ChronoUnit.MINUTES).toString();
    Run run = Run.here(options.label(), options.commit(), options.command(), date);
    Results results = new Results(options.home());
    List<PartReport> reports = new ArrayList<>();
    for (Part part : options.parts()) {
      System.out.println("Measuring " + part.label());
      try {
        PartReport report = part.measure(stack);
        results.write(run, report);
        reports.add(report);
      } catch (IOException | RuntimeException e) {
        // The other parts may work.
        System.out.println("%s failed: %s".formatted(part.label(), e));
      }
    }
    System.out.println(String.join("\n", run.section(reports)));
    if (reports.size() == Part.values().length) {
      results.keep(run, reports);
    }
    return reports.size() == options.parts().size();
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
