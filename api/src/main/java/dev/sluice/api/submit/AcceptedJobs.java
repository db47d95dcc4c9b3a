package dev.sluice.api.submit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.http.errors.ErrorCode;
import dev.sluice.api.quota.TokenBudget;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.wire.JobSubmitted;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Accepts jobs: charges their tenant and appends them to the topic. A refused job costs nothing;
 * what an accepted job did not use is refunded when it ends. Remembers the accepted jobs, at most
 * for 10 min and in 16 MB, because until they are stored no other process knows more than their
 * ids. Thread-safe.
 */
@Component
public final class AcceptedJobs {

  private static final Duration KEPT_FOR = Duration.ofMinutes(10);
  private static final long MAX_BYTES = 16 << 20;

  /** The size of a cache entry with the job, its ids, times and model. */
  private static final int BYTES_PER_JOB = 600;

  /** The size of a map entry and two strings, without their characters. */
  private static final int BYTES_PER_PAIR = 150;

  private final SubmittedLog submittedLog;
  private final RefusedSubmissionCanceller refused;
  private final TokenBudget budget;
  private final Cache<JobId, Job> jobs =
      Caffeine.newBuilder()
          .maximumWeight(MAX_BYTES)
          .weigher(AcceptedJobs::bytes)
          .expireAfterWrite(KEPT_FOR)
          .build();

  AcceptedJobs(SubmittedLog submittedLog, RefusedSubmissionCanceller refused, TokenBudget budget) {
    this.submittedLog = submittedLog;
    this.refused = refused;
    this.budget = budget;
  }

  /** The job as it was accepted; empty unless this process accepted it recently. */
  public Optional<Job> find(JobId id) {
    return Optional.ofNullable(jobs.getIfPresent(id));
  }

  /**
   * Accepts a job.
   *
   * @param repeatable whether a refused job may be submitted again under its id; if not, it is
   *     cancelled in case the broker wrote it
   * @throws ApiException if it is refused
   */
  Job accept(Caller caller, JobSubmitted submitted, long promptTokens, boolean repeatable) {
    TokenBudget.Reservation reservation =
        budget.reserve(caller, promptTokens, submitted.request().chat().maxTokens());
    try {
      SubmittedLog.Outcome outcome = submittedLog.append(submitted);
      switch (outcome) {
        case APPENDED -> reservation.handOver(submitted.jobId());
        case TOO_LARGE -> throw new ApiException(ApiError.ofStatus(413));
        case UNCERTAIN, NOT_APPENDED -> {
          if (outcome == SubmittedLog.Outcome.UNCERTAIN && !repeatable) {
            refused.cancel(submitted.tenant(), submitted.jobId());
          }
          throw ErrorCode.SUBMISSION_UNAVAILABLE.exception();
        }
      }
    } finally {
      // Has no effect after the handover.
      reservation.release();
    }
    Job job = pending(submitted, submitted.createdAt());
    jobs.put(job.jobId(), job);
    return job;
  }

  /** A job between acceptance and its first claim. */
  static Job pending(JobSubmitted submitted, Instant createdAt) {
    return new Job(
        submitted.jobId(),
        JobStatus.PENDING,
        createdAt,
        null,
        null,
        0,
        0,
        submitted.request().chat().model(),
        null,
        null,
        submitted.request().metadata(),
        submitted.retriedFrom().orElse(null));
  }

  /** About what a job takes in memory, at two bytes a character. */
  private static int bytes(JobId id, Job job) {
    int bytes = BYTES_PER_JOB;
    for (Map.Entry<String, String> pair : job.metadata().entrySet()) {
      bytes += BYTES_PER_PAIR + 2 * (pair.getKey().length() + pair.getValue().length());
    }
    return bytes;
  }
}
