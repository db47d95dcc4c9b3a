package dev.sluice.processor.watch;

import dev.sluice.job.JobId;
import dev.sluice.processor.running.RunningAttempt;
import dev.sluice.processor.running.RunningJobs;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * Asks the database what clients want of the jobs held: those to be cancelled have their calls
 * aborted, those watched have their answers published. One round trip; none where nothing is held.
 */
public final class RunningJobPoller {

  // Indexes job_cancelling and job_watch_pkey.
  private static final String WANTED =
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
  private final RunningJobs held;
  private final ContentPublisher content;

  RunningJobPoller(JdbcTemplate jdbc, RunningJobs held, ContentPublisher content) {
    this.jdbc = jdbc;
    this.held = held;
    this.content = content;
  }

  /**
   * Looks once.
   *
   * @throws org.springframework.dao.DataAccessException where the database is away; nothing changes
   */
  public void look() {
    List<RunningAttempt> attempts = held.all();
    if (attempts.isEmpty()) {
      return;
    }
    Map<JobId, Set<UUID>> watchers = new HashMap<>();
    jdbc.query(
        WANTED,
        (RowCallbackHandler)
            row -> {
              JobId id = new JobId(row.getObject("id", UUID.class));
              UUID watcher = row.getObject("watcher", UUID.class);
              if (watcher == null) {
                held.find(id, row.getInt("attempt")).ifPresent(RunningAttempt::cancel);
              } else {
                watchers.computeIfAbsent(id, _ -> new HashSet<>()).add(watcher);
              }
            },
        uuids(attempts.stream().map(attempt -> attempt.job().worker().value()).distinct().toList()),
        uuids(attempts.stream().map(attempt -> attempt.job().id().value()).toList()));
    attempts.forEach(
        attempt -> content.watched(attempt, watchers.getOrDefault(attempt.job().id(), Set.of())));
  }

  private static SqlArrayValue uuids(List<UUID> values) {
    return new SqlArrayValue("uuid", values.toArray());
  }
}
