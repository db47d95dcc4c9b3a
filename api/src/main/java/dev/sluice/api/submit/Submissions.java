package dev.sluice.api.submit;

import dev.sluice.api.http.access.Caller;
import dev.sluice.api.http.errors.ApiException;
import dev.sluice.egress.EgressPolicy;
import dev.sluice.egress.UrlCheck;
import dev.sluice.job.JobId;
import dev.sluice.job.TenantId;
import dev.sluice.job.Webhook;
import dev.sluice.receipt.Receipts;
import dev.sluice.secret.SecretBox;
import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.JobSubmitted;
import dev.sluice.wire.RequestReader;
import dev.sluice.wire.Submission;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Submits jobs. An accepted job is in the topic, acknowledged, and charged to its tenant; a refused
 * one was not appended, or is cancelled if it was, and costs nothing. Reads no database unless an
 * idempotency key is given. Thread-safe.
 */
@Component
public final class Submissions {

  private final AcceptedJobs accepted;
  private final IdempotentSubmissions idempotent;
  private final Receipts receipts;
  private final SecretBox secrets;
  private final EgressPolicy egress;
  private final Clock clock;

  Submissions(
      AcceptedJobs accepted,
      IdempotentSubmissions idempotent,
      Receipts receipts,
      SecretBox secrets,
      EgressPolicy egress,
      Clock clock) {
    this.accepted = accepted;
    this.idempotent = idempotent;
    this.receipts = receipts;
    this.secrets = secrets;
    this.egress = egress;
    this.clock = clock;
  }

  /**
   * Reads a request. The egress policy must allow its webhook.
   *
   * @throws InvalidFieldException if a field is invalid
   * @throws tools.jackson.core.JacksonException if it is not a JSON document
   */
  public Submission read(byte[] document) {
    Submission submission = RequestReader.job(document, clock.instant());
    Webhook webhook = submission.request().webhook();
    if (webhook != null && egress.check(webhook.url()) instanceof UrlCheck.Refused(var refusal)) {
      throw InvalidFieldException.of("webhook_url", refusal.rule());
    }
    return submission;
  }

  /**
   * Submits a job. All submissions of a tenant with the same idempotency key are one job, which is
   * charged once; a refused one may be repeated.
   *
   * @throws ApiException if it is refused
   */
  public Acceptance submit(Caller caller, Submission submission, Optional<String> idempotencyKey) {
    String digest = receipts.digest(submission.request(), submission.webhookSecret());
    return submit(caller, submission, digest, Optional.empty(), idempotencyKey);
  }

  /** Submits a new job that repeats another one, as {@link #submit} does. */
  public Acceptance retry(
      Caller caller, JobId retried, Submission submission, Optional<String> idempotencyKey) {
    String digest = receipts.digestOfRetry(retried);
    return submit(caller, submission, digest, Optional.of(retried), idempotencyKey);
  }

  private Acceptance submit(
      Caller caller,
      Submission submission,
      String digest,
      Optional<JobId> retriedFrom,
      Optional<String> idempotencyKey) {
    TenantId tenant = caller.tenant();
    JobId id =
        idempotencyKey
            .map(key -> receipts.issue(tenant, key))
            .orElseGet(() -> receipts.issue(tenant));
    JobSubmitted submitted =
        new JobSubmitted(
            id,
            tenant,
            // With the precision of an id or a timestamptz, so that the job always shows this time.
            receipts.issuedAt(id).orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.MICROS)),
            Optional.of(digest),
            submission.webhookSecret().map(secret -> secrets.seal(secret, id.toString())),
            submission.request(),
            retriedFrom);
    long tokens = submission.promptTokens();
    return idempotencyKey.isEmpty()
        ? new Acceptance(accepted.accept(caller, submitted, tokens, false), false)
        : idempotent.submit(submitted, () -> accepted.accept(caller, submitted, tokens, true));
  }
}
