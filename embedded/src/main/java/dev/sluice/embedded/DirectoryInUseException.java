package dev.sluice.embedded;

import java.io.Serial;
import java.nio.file.Path;

/** A running process, possibly this one, already uses the data directory. Nothing was started. */
public final class DirectoryInUseException extends InfraException {
  @Serial private static final long serialVersionUID = 1L;

  DirectoryInUseException(Path directory) {
    super("The data directory %s is in use by a running process".formatted(directory));
  }
}
