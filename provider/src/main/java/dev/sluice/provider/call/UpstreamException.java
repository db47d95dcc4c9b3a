package dev.sluice.provider.call;

import dev.sluice.job.JobError;
import java.io.Serial;

/** Takes a {@link Failure} out of a failed exchange. Without a stack trace. */
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

  /** The error that customers see. */
  public JobError error() {
    return failure.error();
  }
}
