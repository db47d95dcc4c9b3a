package dev.sluice.bench.part;

import dev.sluice.bench.load.Load;
import dev.sluice.bench.load.LoadLoop;
import dev.sluice.bench.load.Result;
import dev.sluice.bench.report.PartReport.Workload;
import dev.sluice.bench.stack.Stack;
import dev.sluice.bench.stack.Usage;
import java.io.IOException;
import java.util.List;

/** Adds up what the processes use in the rounds of one workload. */
final class Meter {
  private final String name;
  private final Stack stack;
  private long count;
  private Usage before = new Usage(List.of());
  private Usage used = new Usage(List.of());

  Meter(String name, Stack stack) {
    this.name = name;
    this.stack = stack;
  }

  /** A round begins. */
  void begin() throws IOException {
    before = stack.usage();
  }

  /** The round ends after so many requests or jobs. */
  void end(long requests) throws IOException {
    Usage now = stack.usage().since(before);
    used = used.processes().isEmpty() ? now : used.plus(now);
    count += requests;
  }

  /** A round of its own. */
  Result run(Load load) throws IOException {
    begin();
    Result result = LoadLoop.run(load);
    end(result.count());
    return result;
  }

  /** Processor time of these processes per request or job, in milliseconds. */
  double millisPerUnit(List<String> processes) {
    return used.cpuSeconds(processes) * 1000 / count;
  }

  /** All rounds. */
  Workload workload() {
    return new Workload(name, count, used);
  }
}
