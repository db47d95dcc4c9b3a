package dev.sluice.secret;

/** A sealed secret does not open: another key, another owner, or altered bytes. */
public final class UnsealableException extends Exception {

  private static final long serialVersionUID = 1L;

  public UnsealableException() {
    super("the sealed secret does not open");
  }
}
