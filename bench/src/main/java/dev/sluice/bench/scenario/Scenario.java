package dev.sluice.bench.scenario;

import dev.sluice.bench.report.ScenarioReport;
import dev.sluice.bench.stack.Stack;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** The scenarios, in the order in which they run. */
public enum Scenario {
  ACCEPT("accept"),
  END_TO_END("end-to-end"),
  POLL("poll"),
  CHAT("chat");

  /** Connections of the load generator. */
  static final int CONNECTIONS = 64;

  /** Rounds per figure; more of them give a profiler time. */
  static final int ROUNDS =
      Integer.parseInt(System.getenv().getOrDefault("SLUICE_BENCH_ROUNDS", "3"));

  private final String label;

  Scenario(String label) {
    this.label = label;
  }

  public static Optional<Scenario> named(String label) {
    return Arrays.stream(values()).filter(scenario -> scenario.label.equals(label)).findFirst();
  }

  public String label() {
    return label;
  }

  /** Runs the scenario. Others may have run on the same stack before. */
  public ScenarioReport measure(Stack stack) throws IOException, InterruptedException {
    return switch (this) {
      case ACCEPT -> Accept.measure(stack);
      case END_TO_END -> EndToEnd.measure(stack);
      case POLL -> Poll.measure(stack);
      case CHAT -> Chat.measure(stack);
    };
  }
}
