package dev.sluice.embedded;

import java.io.Serial;
import java.nio.file.Path;

/**
 * A live process, this one perhaps, already runs a server on the data folder. Nothing was started.
 */
public final class FolderInUseException extends InfraException {
  @Serial private static final long serialVersionUID = 1L;

  FolderInUseException(Path folder) {
    super("The data folder %s is in use by another running process".formatted(folder));
  }
}
