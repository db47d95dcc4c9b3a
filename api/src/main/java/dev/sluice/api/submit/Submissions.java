package dev.sluice.api.submit;

import dev.sluice.api.access.Caller;
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
 * Accepts jobs. What it accepts is in the topic, acknowledged, and charged to its tenant; what it
 * refuses was not appended, or is made void should it turn up, and costs nothing. Reads no database
 * unless an idempotency key is given.
 */
@Component
public final class Submissions {

  private final ChargedAppends appends;
  private final IdempotentSubmissions idempotent;
  private final Receipts receipts;
  private final SecretBox secrets;
  private final Clock clock;

  Submissions(
      ChargedAppends appends,
      IdempotentSubmissions idempotent,
      Receipts receipts,
      SecretBox secrets,
      Clock clock) {
    this.appends = appends;
    this.idempotent = idempotent;
    this.receipts = receipts;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Submits a job; with an idempotency key, all calls of the tenant with it are one job, which is
   * charged once, and a refused one may be repeated.
   */
  public SubmitOutcome submit(
      Caller caller, Submission submission, Optional<String> idempotencyKey) {
    String digest = receipts.digest(submission.request(), submission.webhookSecret());
    return submit(caller, submission, digest, Optional.empty(), idempotencyKey);
  }

  /** Submits a new job that repeats another one; the key is as for any other. */
  public SubmitOutcome submit(
      Caller caller, Repetition repetition, Optional<String> idempotencyKey) {
    // Over what was asked for at first: what is left of it changes while the calls are repeated.
    String digest =
        receipts.digest(
            repetition.original().request(),
            repetition.original().webhookSecret(),
            Optional.of(repetition.of()));
    return submit(
        caller, repetition.submission(), digest, Optional.of(repetition.of()), idempotencyKey);
  }

  private SubmitOutcome submit(
      Caller caller,
      Submission submission,
      String digest,
      Optional<JobId> retriedFrom,
      Optional<String> idempotencyKey) {
    TenantId tenant = caller.tenant();
    if (idempotencyKey.isEmpty()) {
      return appends.appendOnce(
          caller, submitted(receipts.issue(tenant), tenant, submission, digest, retriedFrom));
    }
    JobId id = receipts.issue(tenant, idempotencyKey.get());
    JobSubmitted submitted = submitted(id, tenant, submission, digest, retriedFrom);
    return idempotent.submit(submitted, () -> appends.append(caller, submitted));
  }

  private JobSubmitted submitted(
      JobId id,
      TenantId tenant,
      Submission submission,
      String digest,
      Optional<JobId> retriedFrom) {
    return new JobSubmitted(
        id,
        tenant,
        // To what an id or a timestamptz keeps, so that the job shows the same time ever after.
        receipts.issuedAt(id).orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.MICROS)),
        Optional.of(digest),
        submission.webhookSecret().map(secret -> secrets.seal(secret, id.toString())),
        submission.request(),
        retriedFrom);
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
