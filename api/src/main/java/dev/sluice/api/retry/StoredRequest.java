package dev.sluice.api.retry;

import dev.sluice.job.JobStatus;
import java.util.Optional;

/**
 * How a job stands and what it was asked for.
 *
 * @param request its request document; empty where it was cancelled before it was stored
 * @param sealedWebhookSecret sealed for this job
 */
record StoredRequest(
    JobStatus status, Optional<String> request, Optional<String> sealedWebhookSecret) {

  /** Never shows the request. */
  @Override
  public String toString() {
    return "StoredRequest[" + status.wireName() + "]";
  }
}
