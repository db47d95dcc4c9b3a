package dev.sluice.local.settings;

import java.io.Serial;

/** Why the stack cannot start, in one line that says what to do. */
public final class StartProblem extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public StartProblem(String line) {
    super(line);
  }
}
