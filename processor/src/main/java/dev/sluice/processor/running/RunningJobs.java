package dev.sluice.processor.running;

import dev.sluice.job.JobId;
import dev.sluice.processor.claim.ClaimedJob;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/** The jobs that this process runs now. Safe for all threads. */
public final class RunningJobs {

  private final ConcurrentMap<JobId, RunningAttempt> attempts = new ConcurrentHashMap<>();
  private final int maxAnswer;

  /**
   * @param maxAnswer characters that are kept of each answer while it is generated
   */
  public RunningJobs(int maxAnswer) {
    this.maxAnswer = maxAnswer;
  }

  /** Runs an attempt, as one of those held. */
  public void whileHeld(ClaimedJob job, Consumer<RunningAttempt> run) {
    RunningAttempt attempt = new RunningAttempt(job, maxAnswer, System::nanoTime);
    attempts.put(job.id(), attempt);
    try {
      run.accept(attempt);
    } finally {
      // Not a later attempt of the same job, begun here after a lease was lost.
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

  /** The attempt of this job, where it is held in exactly this attempt. */
  public Optional<RunningAttempt> find(JobId id, int attempt) {
    return Optional.ofNullable(attempts.get(id)).filter(held -> held.job().attempt() == attempt);
  }
}
