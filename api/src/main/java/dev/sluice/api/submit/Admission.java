package dev.sluice.api.submit;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.errors.ApiException;
import dev.sluice.api.quota.Reservation;
import dev.sluice.api.quota.TokenBudget;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.wire.JobSubmitted;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * Appends new jobs that their tenant has tokens for. What is not accepted costs none; what an
 * accepted job did not use is refunded when it ends.
 */
@Component
final class Admission {

  private final SubmittedLog submittedLog;
  private final RefusedSubmissionCanceller voids;
  private final TokenBudget budget;
  private final AcceptedJobs accepted;

  Admission(
      SubmittedLog submittedLog,
      RefusedSubmissionCanceller voids,
      TokenBudget budget,
      AcceptedJobs accepted) {
    this.submittedLog = submittedLog;
    this.voids = voids;
    this.budget = budget;
    this.accepted = accepted;
  }

  /** Appends a job that nobody can submit again: it is cancelled should it turn up once refused. */
  SubmitOutcome appendOnce(Caller caller, JobSubmitted submitted, long promptTokens) {
    return append(caller, submitted, promptTokens, true);
  }

  /** Appends a job that may be submitted again under its id. */
  SubmitOutcome append(Caller caller, JobSubmitted submitted, long promptTokens) {
    return append(caller, submitted, promptTokens, false);
  }

  private SubmitOutcome append(
      Caller caller, JobSubmitted submitted, long promptTokens, boolean once) {
    Reservation reservation;
    try {
      reservation = budget.reserve(caller, promptTokens, submitted.request().chat().maxTokens());
    } catch (ApiException e) {
      return new SubmitOutcome.Refused(e.error());
    }
    try {
      AppendOutcome outcome = submittedLog.append(submitted);
      if (outcome == AppendOutcome.UNCERTAIN && once) {
        voids.add(submitted.tenant(), submitted.jobId());
      }
      return switch (outcome) {
        case APPENDED -> {
          reservation.handOver(submitted.jobId());
          Job job = pending(submitted, submitted.createdAt());
          accepted.add(job);
          yield new SubmitOutcome.Accepted(job);
        }
        case TOO_LARGE -> SubmitOutcome.Refused.tooLarge();
        case NOT_APPENDED, UNCERTAIN -> SubmitOutcome.Refused.unavailable();
      };
    } finally {
      // Does nothing where it was handed over.
      reservation.release();
    }
  }

  /** A job as it stands between acceptance and its first claim. */
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
}
