package dev.sluice.bench.stack;

import java.util.List;
import java.util.stream.IntStream;

/** What all processes of a stack have used, always in the same order. */
public record Usage(List<ProcessUse> processes) {

  public Usage {
    processes = List.copyOf(processes);
  }

  /** What was used since an earlier look at the same processes. */
  public Usage since(Usage earlier) {
    return new Usage(
        IntStream.range(0, processes.size())
            .mapToObj(i -> processes.get(i).since(earlier.processes.get(i)))
            .toList());
  }

  /** The use of two periods. */
  public Usage plus(Usage other) {
    return new Usage(
        IntStream.range(0, processes.size())
            .mapToObj(i -> processes.get(i).plus(other.processes.get(i)))
            .toList());
  }

  /** Processor time of these processes. */
  public double cpuSeconds(List<String> names) {
    return processes.stream()
        .filter(process -> names.contains(process.name()))
        .mapToDouble(ProcessUse::cpuSeconds)
        .sum();
  }
}
