package dev.sluice.local.demo;

import java.io.Serial;

/** The demo failed; the message names the step. */
public final class DemoException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  DemoException(String message) {
    super(message);
  }
}
