package dev.sluice.wire;

import dev.sluice.job.JobRequest;
import java.util.Optional;

/**
 * A validated request for a job.
 *
 * @param webhookSecret must not leave the process unsealed
 * @param promptTokens the estimated tokens of the prompt
 */
public record Submission(JobRequest request, Optional<String> webhookSecret, long promptTokens) {

  /** Never shows the secret or the prompt. */
  @Override
  public String toString() {
    return "Submission[model=" + request.chat().model() + "]";
  }
}
