package dev.sluice.api.submit;

import dev.sluice.job.JobId;
import dev.sluice.wire.Submission;

/**
 * A job to be done once more.
 *
 * @param of the job that is repeated
 * @param original what it was asked for
 * @param submission what the new job is asked for
 */
public record Repetition(JobId of, Submission original, Submission submission) {}
