package dev.sluice.wire;

import dev.sluice.job.JobRequest;
import java.util.Optional;

/**
 * A job request as it was read, with the one part of it that must not travel in the clear.
 *
 * @param webhookSecret to be sealed before it leaves the process
 */
public record Submission(JobRequest request, Optional<String> webhookSecret) {

  /** Never shows the secret or the prompt. */
  @Override
  public String toString() {
    return "Submission[model=" + request.chat().model() + "]";
  }
}
