package dev.sluice.provider;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.JobId;
import java.util.Map;

/**
 * The attempt at a job that makes a call. Sent along as the headers {@code x-sluice-job-id} and
 * {@code x-sluice-attempt}, so that the provider's log can be joined with ours.
 *
 * @param attempt 1 for the first
 */
public record JobAttempt(JobId jobId, int attempt) {

  public JobAttempt {
    requireNonNull(jobId);
  }

  /** The headers that name the attempt. */
  public Map<String, String> headers() {
    return Map.of(
        "x-sluice-job-id", jobId.toString(), "x-sluice-attempt", Integer.toString(attempt));
  }
}
