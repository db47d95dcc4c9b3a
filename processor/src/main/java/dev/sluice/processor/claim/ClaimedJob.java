package dev.sluice.processor.claim;

import static java.util.Objects.requireNonNull;

import dev.sluice.chat.ModelRequest;
import dev.sluice.job.JobId;
import dev.sluice.job.JobState;
import dev.sluice.job.JobStatus;
import dev.sluice.job.TenantId;
import dev.sluice.lease.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job that this process has claimed, for one attempt.
 *
 * @param attempt the fencing token that guards every write of this attempt
 * @param uncounted attempts that do not count against {@code maxAttempts}
 * @param timeout of this attempt, from claim to answer
 * @param startedAt when the first attempt began
 * @param progress from earlier attempts, at least 0.0 and below 1.0
 */
public record ClaimedJob(
    JobId id,
    TenantId tenant,
    WorkerId worker,
    int attempt,
    int uncounted,
    ModelRequest request,
    Duration timeout,
    int maxAttempts,
    Map<String, String> metadata,
    Instant createdAt,
    Instant startedAt,
    double progress,
    @Nullable JobId retriedFrom) {

  public ClaimedJob {
    requireNonNull(id);
    requireNonNull(tenant);
    requireNonNull(worker);
    requireNonNull(request);
    requireNonNull(timeout);
    metadata = Map.copyOf(metadata);
    requireNonNull(createdAt);
    requireNonNull(startedAt);
    if (!(progress >= 0 && progress < 1)) {
      throw new IllegalArgumentException("the progress of a running job is below 1.0");
    }
  }

  public JobState state() {
    return new JobState(JobStatus.PROCESSING, attempt, uncounted, maxAttempts);
  }

  /** Never shows the request. */
  @Override
  public String toString() {
    return "ClaimedJob[" + id + ", attempt " + attempt + "]";
  }
}
