package dev.sluice.api.submit;

import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.job.TenantId;
import dev.sluice.receipt.Receipts;
import dev.sluice.secret.SecretBox;
import dev.sluice.wire.JobSubmitted;
import dev.sluice.wire.Submission;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Accepts jobs. What it accepts is in the topic, acknowledged; what it refuses was not appended, or
 * is made void should it turn up. Reads no database unless an idempotency key is given.
 */
@Component
final class Submissions {

  private final SubmittedLog submittedLog;
  private final IdempotentSubmissions idempotent;
  private final Voids voids;
  private final Receipts receipts;
  private final SecretBox secrets;
  private final Clock clock;

  Submissions(
      SubmittedLog submittedLog,
      IdempotentSubmissions idempotent,
      Voids voids,
      Receipts receipts,
      SecretBox secrets,
      Clock clock) {
    this.submittedLog = submittedLog;
    this.idempotent = idempotent;
    this.voids = voids;
    this.receipts = receipts;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Every call is a job of its own. */
  SubmitOutcome submit(TenantId tenant, Submission submission) {
    JobSubmitted submitted = submitted(receipts.issue(tenant), tenant, submission);
    AppendOutcome outcome = submittedLog.append(submitted);
    if (outcome == AppendOutcome.UNCERTAIN) {
      voids.add(tenant, submitted.jobId());
    }
    return outcome(outcome, submitted);
  }

  /** All calls of a tenant with this key are one job. A refused one may be repeated. */
  SubmitOutcome submit(TenantId tenant, Submission submission, String idempotencyKey) {
    JobSubmitted submitted = submitted(receipts.issue(tenant, idempotencyKey), tenant, submission);
    return idempotent.submit(submitted, () -> outcome(submittedLog.append(submitted), submitted));
  }

  private JobSubmitted submitted(JobId id, TenantId tenant, Submission submission) {
    return new JobSubmitted(
        id,
        tenant,
        // To what an id or a timestamptz keeps, so that the job shows the same time ever after.
        receipts.issuedAt(id).orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.MICROS)),
        Optional.of(receipts.digest(submission.request(), submission.webhookSecret())),
        submission.webhookSecret().map(secret -> secrets.seal(secret, id.toString())),
        submission.request());
  }

  private static SubmitOutcome outcome(AppendOutcome outcome, JobSubmitted submitted) {
    return switch (outcome) {
      case APPENDED -> new SubmitOutcome.Accepted(pending(submitted, submitted.createdAt()));
      case TOO_LARGE -> new SubmitOutcome.TooLarge();
      case NOT_APPENDED, UNCERTAIN -> new SubmitOutcome.Unavailable();
    };
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
        null);
  }
}
