package dev.sluice.dispatcher.send;

/** An attempt cannot go on. Without a stack trace: it is an outcome on its way, not a bug. */
final class AttemptFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final FailureClass failure;

  AttemptFailedException(FailureClass failure) {
    super(failure.wireName(), null, false, false);
    this.failure = failure;
  }

  FailureClass failure() {
    return failure;
  }
}
