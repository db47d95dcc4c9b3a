package dev.sluice.simulator.prompt;

import org.jspecify.annotations.Nullable;

/** A request that is answered with status 400: the message tells the caller what to change. */
public final class Unacceptable extends Exception {

  private final @Nullable String parameter;

  public Unacceptable(String message, @Nullable String parameter) {
    super(message, null, false, false);
    this.parameter = parameter;
  }

  public Unacceptable(String message) {
    this(message, null);
  }

  /** What to change. */
  public String explanation() {
    return String.valueOf(getMessage());
  }

  /** The request field that is at fault, if it is one. */
  public @Nullable String parameter() {
    return parameter;
  }
}
