package dev.sluice.api.storage;

import org.jspecify.annotations.Nullable;

/** The database cannot be reached, or did not answer within the bound. */
public final class DatabaseUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DatabaseUnavailableException(@Nullable Throwable cause) {
    super("the database is unavailable", cause, false, false);
  }
}
