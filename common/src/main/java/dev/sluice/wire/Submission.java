package dev.sluice.wire;

import dev.sluice.job.JobRequest;
import java.util.Optional;

/**
 * A job as it was asked for.
 *
 * @param webhookSecret must not leave the process unsealed
 * @param promptTokens about how many tokens the prompt is
 */
public record Submission(JobRequest request, Optional<String> webhookSecret, long promptTokens) {

  /** Never shows the secret or the prompt. */
  @Override
  public String toString() {
    return "Submission[model=" + request.chat().model() + "]";
  }
}
