package dev.sluice.processor.watch;

import dev.sluice.job.JobId;
import dev.sluice.processor.run.RunningAttempt;
import dev.sluice.processor.run.RunningJobs;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/**
 * Polls the requests of clients for the running jobs: aborts the calls of those to be cancelled,
 * and has the answers of watched ones published.
 */
@Component
public final class RunningJobPoller {

  // Indexes job_cancelling and job_watch_pkey.
  private static final String REQUESTED =
      """
      SELECT id, attempt, NULL::uuid AS watcher
      FROM job
      WHERE worker_id = ANY (?) AND status = 'processing' AND cancel_requested_at IS NOT NULL
      UNION ALL
      SELECT job_id, NULL, watcher
      FROM job_watch
      WHERE job_id = ANY (?) AND expires_at > now()
      """;

  private final JdbcTemplate jdbc;
  private final RunningJobs running;
  private final ContentPublisher content;

  RunningJobPoller(JdbcTemplate jdbc, RunningJobs running, ContentPublisher content) {
    this.jdbc = jdbc;
    this.running = running;
    this.content = content;
  }

  /**
   * Polls once: one statement, none when nothing is running.
   *
   * @throws org.springframework.dao.DataAccessException when the database is unavailable
   */
  public void poll() {
    List<RunningAttempt> attempts = running.all();
    if (attempts.isEmpty()) {
      return;
    }
    Map<JobId, Set<UUID>> watchers = new HashMap<>();
    jdbc.query(
        REQUESTED,
        (RowCallbackHandler)
            row -> {
              JobId id = new JobId(row.getObject("id", UUID.class));
              UUID watcher = row.getObject("watcher", UUID.class);
              if (watcher == null) {
                running.find(id, row.getInt("attempt")).ifPresent(RunningAttempt::cancel);
              } else {
                watchers.computeIfAbsent(id, _ -> new HashSet<>()).add(watcher);
              }
            },
        uuids(attempts.stream().map(attempt -> attempt.job().worker().value()).distinct().toList()),
        uuids(attempts.stream().map(attempt -> attempt.job().id().value()).toList()));
    attempts.forEach(attempt ->
        content.setWatchers(attempt, watchers.getOrDefault(attempt.job().id(), Set.of())));
  }

  private static SqlArrayValue uuids(List<UUID> values) {
    return new SqlArrayValue("uuid", values.toArray());
  }
}
