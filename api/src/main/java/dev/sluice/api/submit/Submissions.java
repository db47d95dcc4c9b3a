package dev.sluice.api.submit;

import dev.sluice.api.http.access.Caller;
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
 * Accepts jobs. What it accepts is in the topic, acknowledged, and charged to its tenant; what it
 * refuses was not appended, or is cancelled should it turn up, and costs nothing. Reads no database
 * unless an idempotency key is given.
 */
@Component
public final class Submissions {

  private final Admission admission;
  private final IdempotentSubmissions idempotent;
  private final Receipts receipts;
  private final SecretBox secrets;
  private final EgressPolicy egress;
  private final Clock clock;

  Submissions(
      Admission admission,
      IdempotentSubmissions idempotent,
      Receipts receipts,
      SecretBox secrets,
      EgressPolicy egress,
      Clock clock) {
    this.admission = admission;
    this.idempotent = idempotent;
    this.receipts = receipts;
    this.secrets = secrets;
    this.egress = egress;
    this.clock = clock;
  }

  /**
   * Reads a client's request, whose webhook must be one that the egress policy allows.
   *
   * @throws InvalidFieldException where it breaks the contract
   * @throws tools.jackson.core.JacksonException where it is not a JSON document
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
   * Submits a job; with an idempotency key, all calls of the tenant with it are one job, which is
   * charged once, and a refused one may be repeated.
   */
  public SubmitOutcome submit(
      Caller caller, Submission submission, Optional<String> idempotencyKey) {
    String digest = receipts.digest(submission.request(), submission.webhookSecret());
    return submit(caller, submission, digest, Optional.empty(), idempotencyKey);
  }

  /** Submits a new job that repeats another one; the key is as for any other. */
  public SubmitOutcome retry(
      Caller caller, JobId retried, Submission submission, Optional<String> idempotencyKey) {
    String digest = receipts.digestOfRetry(retried);
    return submit(caller, submission, digest, Optional.of(retried), idempotencyKey);
  }

  private SubmitOutcome submit(
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
            // To what an id or a timestamptz keeps, so that the job shows the same time ever after.
            receipts.issuedAt(id).orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.MICROS)),
            Optional.of(digest),
            submission.webhookSecret().map(secret -> secrets.seal(secret, id.toString())),
            submission.request(),
            retriedFrom);
    return idempotencyKey.isEmpty()
        ? admission.appendOnce(caller, submitted, submission.promptTokens())
        : idempotent.submit(
            submitted, () -> admission.append(caller, submitted, submission.promptTokens()));
  }
}
