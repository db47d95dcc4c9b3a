package dev.sluice.processor.watch;

import dev.sluice.batch.Rows;
import dev.sluice.job.JobId;
import dev.sluice.processor.run.RunningAttempt;
import dev.sluice.processor.run.RunningJobs;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes the progress of running jobs to their rows, with one statement for all that have been
 * running for a while and have advanced; no statement when none has. Not thread-safe.
 */
@Component
public final class ProgressWriter {

  private static final Duration MIN_AGE = Duration.ofSeconds(1);
  private static final double STEP = 0.01;

  // Index job_pkey. Locked rows are being settled or cancelled. They are skipped, so this neither
  // waits nor deadlocks with a statement that locks the same rows in another order.
  private static final String WRITE =
      """
      WITH advanced AS (
        SELECT job.id, incoming.attempt, incoming.progress
        FROM unnest(?::uuid[], ?::int4[], ?::float8[]) AS incoming (id, attempt, progress)
        JOIN job ON job.id = incoming.id AND job.attempt = incoming.attempt
        WHERE job.status = 'processing' AND job.progress < incoming.progress
        FOR UPDATE OF job SKIP LOCKED)
      UPDATE job
      SET progress = advanced.progress
      FROM advanced
      WHERE job.id = advanced.id AND job.attempt = advanced.attempt AND job.status = 'processing'
      """;

  private record Step(RunningAttempt attempt, double progress) {
    JobId id() {
      return attempt.job().id();
    }
  }

  private final JdbcTemplate jdbc;
  private final RunningJobs running;
  private Map<RunningAttempt, Double> shown = Map.of();

  public ProgressWriter(JdbcTemplate jdbc, RunningJobs running) {
    this.jdbc = jdbc;
    this.running = running;
  }

  /**
   * Writes what has changed since the last call.
   *
   * @throws org.springframework.dao.DataAccessException when the database is unavailable; the next
   *     call writes it
   */
  public void write() {
    List<Step> steps =
        running.all().stream()
            .filter(attempt -> attempt.age().compareTo(MIN_AGE) > 0)
            .map(attempt -> new Step(attempt, attempt.progress()))
            .toList();
    List<Step> changed =
        steps.stream().filter(step -> step.progress() >= shown(step.attempt()) + STEP).toList();
    if (!changed.isEmpty()) {
      jdbc.update(
          WRITE,
          Rows.of(changed)
              .uuid(step -> step.id().value())
              .integer(step -> step.attempt().job().attempt())
              .real(Step::progress)
              .parameters());
    }
    remember(steps, changed);
  }

  private double shown(RunningAttempt attempt) {
    return shown.getOrDefault(attempt, attempt.job().progress());
  }

  private void remember(List<Step> steps, List<Step> changed) {
    Map<RunningAttempt, Double> now = new HashMap<>();
    steps.forEach(step -> now.put(step.attempt(), shown(step.attempt())));
    changed.forEach(step -> now.put(step.attempt(), step.progress()));
    shown = now;
  }
}
