package dev.sluice.processor.run;

import dev.sluice.job.JobId;
import dev.sluice.processor.claim.ClaimedJob;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/** The jobs that are running in this process. Safe for all threads. */
public final class RunningJobs {

  private final ConcurrentMap<JobId, RunningAttempt> attempts = new ConcurrentHashMap<>();
  private final int maxAnswer;

  /**
   * No jobs yet.
   *
   * @param maxAnswer characters of each answer that are kept while it is generated
   */
  public RunningJobs(int maxAnswer) {
    this.maxAnswer = maxAnswer;
  }

  /** Lists the job as running during the call. */
  public void whileRunning(ClaimedJob job, Consumer<RunningAttempt> run) {
    RunningAttempt attempt = new RunningAttempt(job, maxAnswer);
    attempts.put(job.id(), attempt);
    try {
      run.accept(attempt);
    } finally {
      // Only this attempt: a later one may have begun here after a lease was lost.
      attempts.remove(job.id(), attempt);
      attempt.end();
    }
  }

  /** A snapshot. */
  public Set<JobId> ids() {
    return Set.copyOf(attempts.keySet());
  }

  /** A snapshot. */
  public List<RunningAttempt> all() {
    return List.copyOf(attempts.values());
  }

  /** The job, if it runs in exactly this attempt. */
  public Optional<RunningAttempt> find(JobId id, int attempt) {
    return Optional.ofNullable(attempts.get(id))
        .filter(running -> running.job().attempt() == attempt);
  }
}
