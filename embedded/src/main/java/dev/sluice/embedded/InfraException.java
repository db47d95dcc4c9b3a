package dev.sluice.embedded;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The broker or the database could not be started or stopped. The message says which and why. */
public class InfraException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  InfraException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  InfraException(String message) {
    this(message, null);
  }
}
