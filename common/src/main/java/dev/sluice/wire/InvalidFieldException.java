package dev.sluice.wire;

import org.jspecify.annotations.Nullable;

/** A document breaks the contract. The message names the rule and never repeats the value. */
public final class InvalidFieldException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final @Nullable String param;

  public InvalidFieldException(@Nullable String param, String message) {
    // Raised for bad input, in high volume: no stack trace, no suppression.
    super(message, null, false, false);
    this.param = param;
  }

  /** The field at this path breaks a rule. */
  public static InvalidFieldException of(String path, String rule) {
    return new InvalidFieldException(path, path + " " + rule);
  }

  /** Path of the field, e.g. {@code messages[0].role}; absent for the document as a whole. */
  public @Nullable String param() {
    return param;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
