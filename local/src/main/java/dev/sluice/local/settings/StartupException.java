package dev.sluice.local.settings;

import java.io.Serial;

/** The stack cannot start. The message says why and what to do, in one line. */
public final class StartupException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public StartupException(String line) {
    super(line);
  }
}
