package dev.sluice.processor.run;

import dev.sluice.job.JobId;
import dev.sluice.processor.claim.ClaimedJob;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The jobs that this process runs now. Safe for all threads. */
public final class HeldJobs {

  private final Set<JobId> ids = ConcurrentHashMap.newKeySet();

  /** Runs an attempt, as one of those held. */
  public void whileHeld(ClaimedJob job, Runnable attempt) {
    ids.add(job.id());
    try {
      attempt.run();
    } finally {
      ids.remove(job.id());
    }
  }

  /** A snapshot. */
  public Set<JobId> ids() {
    return Set.copyOf(ids);
  }
}
