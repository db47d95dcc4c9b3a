package dev.sluice.processor.progress;

import dev.sluice.batch.Rows;
import dev.sluice.job.JobId;
import dev.sluice.processor.running.RunningAttempt;
import dev.sluice.processor.running.RunningJobs;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Writes the progress of the jobs held to their rows: all in one statement, only those that run for
 * a while and have come on since. Where nothing has, no statement is sent. For one thread.
 */
public final class ProgressWriter {

  /** Jobs that end sooner show no progress but the whole. */
  private static final Duration WORTH_SHOWING = Duration.ofSeconds(1);

  private static final double STEP = 0.01;

  // Index job_pkey. Fenced like any other write. A row that is locked is being settled or
  // cancelled: it is passed over, so this never waits, and never in a ring with a statement that
  // takes the same rows in another order.
  private static final String WRITE =
      """
      WITH moving AS (
        SELECT job.id, incoming.attempt, incoming.progress
        FROM unnest(?::uuid[], ?::int4[], ?::float8[]) AS incoming (id, attempt, progress)
        JOIN job ON job.id = incoming.id AND job.attempt = incoming.attempt
        WHERE job.status = 'processing' AND job.progress < incoming.progress
        FOR UPDATE OF job SKIP LOCKED)
      UPDATE job
      SET progress = moving.progress
      FROM moving
      WHERE job.id = moving.id AND job.attempt = moving.attempt AND job.status = 'processing'
      """;

  private record Step(RunningAttempt attempt, double progress) {
    JobId id() {
      return attempt.job().id();
    }
  }

  private final JdbcTemplate jdbc;
  private final RunningJobs held;
  private Map<RunningAttempt, Double> shown = Map.of();

  public ProgressWriter(JdbcTemplate jdbc, RunningJobs held) {
    this.jdbc = jdbc;
    this.held = held;
  }

  /**
   * Writes what has changed since the last time.
   *
   * @throws org.springframework.dao.DataAccessException where the database is away; the next call
   *     makes up for it
   */
  public void write() {
    List<Step> steps =
        held.all().stream()
            .filter(attempt -> attempt.age().compareTo(WORTH_SHOWING) > 0)
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
