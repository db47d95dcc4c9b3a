package dev.sluice.bench.stack;

import java.util.List;
import java.util.stream.IntStream;

/** The resource usage of all processes of a stack, always in the same order. */
public record StackUsage(List<ProcessUsage> processes) {

  public StackUsage {
    processes = List.copyOf(processes);
  }

  /** The usage since an earlier measurement of the same processes. */
  public StackUsage since(StackUsage earlier) {
    return new StackUsage(
        IntStream.range(0, processes.size())
            .mapToObj(i -> processes.get(i).since(earlier.processes.get(i)))
            .toList());
  }

  /** The total of two periods. */
  public StackUsage plus(StackUsage other) {
    return new StackUsage(
        IntStream.range(0, processes.size())
            .mapToObj(i -> processes.get(i).plus(other.processes.get(i)))
            .toList());
  }

  /** Total CPU time of these processes. */
  public double cpuSeconds(List<String> names) {
    return processes.stream()
        .filter(process -> names.contains(process.name()))
        .mapToDouble(ProcessUsage::cpuSeconds)
        .sum();
  }
}
