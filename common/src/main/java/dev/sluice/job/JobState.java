package dev.sluice.job;

/**
 * The state of a job in its {@link Lifecycle}.
 *
 * @param attempt attempts begun; the fencing token, which never decreases
 * @param uncounted attempts that were handed back and do not count towards the maximum
 */
public record JobState(JobStatus status, int attempt, int uncounted, int maxAttempts) {

  public JobState {
    if (attempt < 0 || uncounted < 0 || uncounted > attempt || maxAttempts < 1) {
      throw new IllegalArgumentException(
          "attempt %d, uncounted %d, max %d".formatted(attempt, uncounted, maxAttempts));
    }
  }

  boolean attemptsSpent() {
    return attempt - uncounted >= maxAttempts;
  }
}
