package dev.sluice.api.stored;

import org.jspecify.annotations.Nullable;

/** The database did not answer: it is not reachable, or took longer than the caller waits. */
public final class DatabaseAwayException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DatabaseAwayException(@Nullable Throwable cause) {
    super("the database is away", cause, false, false);
  }
}
