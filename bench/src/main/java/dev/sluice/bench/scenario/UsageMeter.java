package dev.sluice.bench.scenario;

import dev.sluice.bench.load.Load;
import dev.sluice.bench.load.LoadLoop;
import dev.sluice.bench.load.LoadResult;
import dev.sluice.bench.report.ScenarioReport.Workload;
import dev.sluice.bench.stack.Stack;
import dev.sluice.bench.stack.StackUsage;
import java.io.IOException;
import java.util.List;

/** Measures the resource usage of the processes over the rounds of a workload. */
final class UsageMeter {
  private final String name;
  private final Stack stack;
  private long count;
  private StackUsage before = new StackUsage(List.of());
  private StackUsage used = new StackUsage(List.of());

  UsageMeter(String name, Stack stack) {
    this.name = name;
    this.stack = stack;
  }

  void begin() throws IOException {
    before = stack.usage();
  }

  /** Ends a round of this many requests or jobs. */
  void end(long requests) throws IOException {
    StackUsage now = stack.usage().since(before);
    used = used.processes().isEmpty() ? now : used.plus(now);
    count += requests;
  }

  /** Runs a load as one round. */
  LoadResult run(Load load) throws IOException {
    begin();
    LoadResult result = LoadLoop.run(load);
    end(result.count());
    return result;
  }

  /** CPU time of these processes per request or job, in milliseconds. */
  double millisPerUnit(List<String> processes) {
    return used.cpuSeconds(processes) * 1000 / count;
  }

  Workload workload() {
    return new Workload(name, count, used);
  }
}
