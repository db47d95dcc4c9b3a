package dev.sluice.api.status;

import dev.sluice.api.stored.OpenReceipts;
import dev.sluice.api.stored.StoredJobs;
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

/** Reads how a job stands, stored or on its way. */
@Component
final class JobReader {

  private final StoredJobs stored;
  private final OpenReceipts openReceipts;
  private final IdempotentSubmissions submissions;
  private final EndWatch ends;
  private final Duration readTimeout;

  JobReader(
      StoredJobs stored,
      OpenReceipts openReceipts,
      IdempotentSubmissions submissions,
      EndWatch ends,
      StatusProperties properties) {
    this.stored = stored;
    this.openReceipts = openReceipts;
    this.submissions = submissions;
    this.ends = ends;
    this.readTimeout = properties.readTimeout();
  }

  /** The tenant's job, once it has ended or {@code patience} is over; empty where it has none. */
  Optional<Job> read(TenantId tenant, JobId id, Duration patience) {
    Optional<Job> job = read(tenant, id);
    if (patience.isZero() || job.isEmpty() || job.get().isTerminal()) {
      return job;
    }
    ends.await(id, patience);
    return read(tenant, id);
  }

  private Optional<Job> read(TenantId tenant, JobId id) {
    return stored
        .find(tenant, id, readTimeout)
        .or(() ->
            openReceipts.mayBeOnItsWay(tenant, id) ? Optional.of(onItsWay(id)) : Optional.empty());
  }

  /** All that is known of a job before it is stored. */
  private Job onItsWay(JobId id) {
    Instant createdAt = submissions.acceptedAt(id).or(() -> openReceipts.issuedAt(id)).orElse(null);
    return new Job(
        id, JobStatus.PENDING, createdAt, null, null, 0, 0, null, null, null, Map.of(), null);
  }
}
