package dev.sluice.api.storage;

import dev.sluice.job.Job;
import java.util.Optional;

/**
 * A stored job and what it was asked for.
 *
 * @param digest keyed hash of the request; empty where the job was cancelled before it was stored
 */
public record StoredSubmission(Job job, Optional<String> digest) {}
