package dev.sluice.api.status;

import dev.sluice.api.storage.OpenReceipts;
import dev.sluice.api.storage.StoredJobs;
import dev.sluice.api.submit.AcceptedJobs;
import dev.sluice.api.submit.IdempotentSubmissions;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.job.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Looks jobs up, whether stored or still in the topic. Thread-safe. */
@Component
public final class JobLookup {

  private final StoredJobs stored;
  private final OpenReceipts openReceipts;
  private final AcceptedJobs accepted;
  private final IdempotentSubmissions submissions;
  private final Duration readTimeout;

  JobLookup(
      StoredJobs stored,
      OpenReceipts openReceipts,
      AcceptedJobs accepted,
      IdempotentSubmissions submissions,
      StatusProperties properties) {
    this.stored = stored;
    this.openReceipts = openReceipts;
    this.accepted = accepted;
    this.submissions = submissions;
    this.readTimeout = properties.readTimeout();
  }

  /** The tenant's job in its present state; empty if there is none. */
  public Optional<Job> find(TenantId tenant, JobId id) {
    return stored
        .find(tenant, id, readTimeout)
        .or(() ->
            openReceipts.mayBeInTopic(tenant, id) ? Optional.of(notStored(id)) : Optional.empty());
  }

  /** Before a job is stored, only the process that accepted it knows more than its id. */
  private Job notStored(JobId id) {
    return accepted.find(id).orElseGet(() -> acceptedElsewhere(id));
  }

  private Job acceptedElsewhere(JobId id) {
    Instant createdAt = submissions.acceptedAt(id).or(() -> openReceipts.issuedAt(id)).orElse(null);
    return new Job(
        id, JobStatus.PENDING, createdAt, null, null, 0, 0, null, null, null, Map.of(), null);
  }
}
