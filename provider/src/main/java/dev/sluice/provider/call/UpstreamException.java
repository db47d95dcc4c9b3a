package dev.sluice.provider.call;

import dev.sluice.job.JobError;
import java.io.Serial;

/**
 * Ends an exchange that brought no answer. Checked, and without a stack trace: it is the form in
 * which a {@link Failure} passes through the retry template.
 */
public final class UpstreamException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  private final transient Failure failure;

  public UpstreamException(Failure failure) {
    super(failure.toString(), null, false, false);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }

  /** What the failure is to a customer. */
  public JobError error() {
    return FailureTable.error(failure);
  }
}
