package dev.sluice.api.storage;

import org.jspecify.annotations.Nullable;

/** The database did not answer: it is not reachable, or took longer than the caller waits. */
public final class DatabaseUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DatabaseUnavailableException(@Nullable Throwable cause) {
    super("the database is away", cause, false, false);
  }
}
