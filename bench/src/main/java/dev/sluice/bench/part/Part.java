package dev.sluice.bench.part;

import dev.sluice.bench.report.PartReport;
import dev.sluice.bench.stack.Stack;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** The parts, in the order in which they run. */
public enum Part {
  ACCEPT("accept"),
  END_TO_END("end-to-end"),
  POLL("poll"),
  CHAT("chat");

  /** How many connections the generator has, unless a part says otherwise. */
  static final int CONNECTIONS = 64;

  /** How often each figure is taken. */
  static final int ROUNDS = 3;

  private final String label;

  Part(String label) {
    this.label = label;
  }

  /** The part of this name. */
  public static Optional<Part> named(String label) {
    return Arrays.stream(values()).filter(part -> part.label.equals(label)).findFirst();
  }

  public String label() {
    return label;
  }

  /** Takes the figures of this part; parts before it may have run on the same stack. */
  public PartReport measure(Stack stack) throws IOException, InterruptedException {
    return switch (this) {
      case ACCEPT -> Accept.measure(stack);
      case END_TO_END -> EndToEnd.measure(stack);
      case POLL -> Poll.measure(stack);
      case CHAT -> Chat.measure(stack);
    };
  }
}
