package dev.sluice.job;

import static java.util.Objects.requireNonNull;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * Why a job or its last attempt failed.
 *
 * @param code stable and specific, lower snake case
 * @param message for people, cut to 500 characters; never exception text, a key or a prompt
 */
public record JobError(
    @Schema(description = "Stable and specific.") String code,
    @Schema(description = "For people.", maxLength = JobError.MAX_MESSAGE_LENGTH) String message) {

  public static final int MAX_MESSAGE_LENGTH = 500;

  public static final JobError TIMEOUT =
      new JobError("timeout", "The attempt did not finish within timeout_seconds.");
  public static final JobError EXPIRED =
      new JobError("expired", "The job was still pending when expires_in_seconds had passed.");
  public static final JobError WORKER_LOST =
      new JobError("worker_lost", "The worker that ran the last attempt stopped responding.");

  public JobError {
    requireNonNull(code);
    if (message.length() > MAX_MESSAGE_LENGTH) {
      message = message.substring(0, MAX_MESSAGE_LENGTH - 1) + "…";
    }
  }
}
