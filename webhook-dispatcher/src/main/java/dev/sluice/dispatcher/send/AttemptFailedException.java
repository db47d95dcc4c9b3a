package dev.sluice.dispatcher.send;

import dev.sluice.webhooks.delivery.FailureClass;
import java.io.IOException;

/** Ends an attempt with a class of failure. Has no stack trace, as it is not a bug. */
final class AttemptFailedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final FailureClass failure;

  AttemptFailedException(FailureClass failure) {
    super(failure.wireName());
    this.failure = failure;
  }

  FailureClass failure() {
    return failure;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
