package dev.sluice.local.demo;

import java.io.Serial;

/** The demonstration did not get through; the message says where it stopped. */
public final class DemoFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  DemoFailure(String message) {
    super(message);
  }
}
