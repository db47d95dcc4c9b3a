package dev.sluice.simulator.prompt;

import org.jspecify.annotations.Nullable;

/** The request gets status 400. The message tells the caller what to change. */
public final class InvalidRequestException extends Exception {

  private final @Nullable String parameter;

  public InvalidRequestException(String message, @Nullable String parameter) {
    super(message, null, false, false);
    this.parameter = parameter;
  }

  public InvalidRequestException(String message) {
    this(message, null);
  }

  public String message() {
    return String.valueOf(getMessage());
  }

  /** The invalid request field, if a single field is invalid. */
  public @Nullable String parameter() {
    return parameter;
  }
}
