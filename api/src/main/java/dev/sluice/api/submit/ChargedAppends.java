package dev.sluice.api.submit;

import dev.sluice.api.access.Caller;
import dev.sluice.api.errors.ApiException;
import dev.sluice.api.quota.Reservation;
import dev.sluice.api.quota.TokenBudget;
import dev.sluice.job.Job;
import dev.sluice.wire.JobSubmitted;
import org.springframework.stereotype.Component;

/**
 * Appends new jobs that their tenant has tokens for. What is not accepted costs none; what an
 * accepted job did not use is refunded when it ends.
 */
@Component
final class ChargedAppends {

  private final SubmittedLog submittedLog;
  private final Voids voids;
  private final TokenBudget budget;
  private final AcceptedJobs accepted;

  ChargedAppends(
      SubmittedLog submittedLog, Voids voids, TokenBudget budget, AcceptedJobs accepted) {
    this.submittedLog = submittedLog;
    this.voids = voids;
    this.budget = budget;
    this.accepted = accepted;
  }

  /** Appends a job that nobody can submit again: should it turn up once refused, it is void. */
  SubmitOutcome appendOnce(Caller caller, JobSubmitted submitted) {
    return append(caller, submitted, true);
  }

  /** Appends a job that may be submitted again under its id. */
  SubmitOutcome append(Caller caller, JobSubmitted submitted) {
    return append(caller, submitted, false);
  }

  private SubmitOutcome append(Caller caller, JobSubmitted submitted, boolean once) {
    Reservation reservation;
    try {
      reservation = budget.reserve(caller, submitted.request().chat());
    } catch (ApiException e) {
      return new SubmitOutcome.OverLimit(e.error());
    }
    try {
      AppendOutcome outcome = submittedLog.append(submitted);
      if (outcome == AppendOutcome.APPENDED) {
        reservation.handOver(submitted.jobId());
      } else if (outcome == AppendOutcome.UNCERTAIN && once) {
        voids.add(submitted.tenant(), submitted.jobId());
      }
      return outcome(outcome, submitted);
    } finally {
      // Does nothing where it was handed over.
      reservation.release();
    }
  }

  private SubmitOutcome outcome(AppendOutcome outcome, JobSubmitted submitted) {
    return switch (outcome) {
      case APPENDED -> {
        Job job = Submissions.pending(submitted, submitted.createdAt());
        accepted.add(job);
        yield new SubmitOutcome.Accepted(job);
      }
      case TOO_LARGE -> new SubmitOutcome.TooLarge();
      case UNREADABLE -> new SubmitOutcome.Unreadable();
      case NOT_APPENDED, UNCERTAIN -> new SubmitOutcome.Unavailable();
    };
  }
}
