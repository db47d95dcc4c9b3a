package dev.sluice.processor.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.batch.Batcher;
import dev.sluice.job.JobError;
import dev.sluice.job.JobTrigger;
import dev.sluice.job.Lifecycle;
import dev.sluice.job.Transition;
import dev.sluice.processor.ClaimedJobs;
import dev.sluice.processor.Schema;
import dev.sluice.processor.claim.ClaimedJob;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

class SettlerIT {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final JdbcTemplate jdbc = new JdbcTemplate(Schema.fresh().dataSource());
  private final AtomicInteger batches = new AtomicInteger();
  private final CountDownLatch firstMayGoOn = new CountDownLatch(1);

  @Test
  void writtenSettlementsStandWhenTheReasonOfARefusalCannotBeRead() throws Exception {
    ClaimedJob stored = stored();
    ClaimedJob unknown = ClaimedJobs.job(0.25, 100);
    try (Settler settler =
        new Settler(
            jdbc, new Batcher.Bounds(10, 10, 1), this::afterCommit, new SimpleMeterRegistry())) {
      // While the first is being written, the other two gather.
      FutureTask<Settled> first = settle(settler, stored());
      await().atMost(Duration.ofSeconds(30)).until(() -> batches.get() == 1);
      FutureTask<Settled> written = settle(settler, stored);
      FutureTask<Settled> refused = settle(settler, unknown);
      firstMayGoOn.countDown();

      assertThat(first.get()).isEqualTo(Settled.SETTLED);
      assertThat(written.get()).isEqualTo(Settled.SETTLED);
      assertThatThrownBy(refused::get).hasCauseInstanceOf(DataAccessException.class);
      assertThat(batches).hasValue(2);

      jdbc.execute("ALTER TABLE job_renamed RENAME TO job");
      assertThat(settler.settle(settlement(unknown))).isEqualTo(Settled.REFUSED);
    }
  }

  @Test
  void aResultOfAnEarlierAttemptIsRefusedWhileALaterOneRuns() {
    ClaimedJob stale = stored();
    // Its worker was lost; another one has claimed the job since.
    jdbc.update(
        "UPDATE job SET attempt = attempt + 1, worker_id = gen_random_uuid() WHERE id = ?",
        stale.id().value());
    try (Settler settler =
        new Settler(jdbc, new Batcher.Bounds(10, 10, 1), () -> {}, new SimpleMeterRegistry())) {

      assertThat(settler.settle(settlement(stale))).isEqualTo(Settled.REFUSED);
    }
    assertThat(
            jdbc.queryForMap(
                "SELECT status, attempt, error_code, worker_id IS NULL AS orphaned FROM job"))
        .containsEntry("status", "processing")
        .containsEntry("attempt", stale.attempt() + 1)
        .containsEntry("error_code", null)
        .containsEntry("orphaned", false);
    assertThat(jdbc.queryForList("SELECT id FROM outbox")).isEmpty();
  }

  /** Renames the table after the second batch. */
  private void afterCommit() {
    int batch = batches.incrementAndGet();
    if (batch == 1) {
      try {
        firstMayGoOn.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    } else if (batch == 2) {
      jdbc.execute("ALTER TABLE job RENAME TO job_renamed");
    }
  }

  /** Returns once it is handed in. */
  private static FutureTask<Settled> settle(Settler settler, ClaimedJob job) {
    FutureTask<Settled> task = new FutureTask<>(() -> settler.settle(settlement(job)));
    Thread thread = Thread.ofPlatform().daemon().start(task);
    await().atMost(Duration.ofSeconds(30)).until(() -> thread.getState() == Thread.State.WAITING);
    return task;
  }

  private static Settlement settlement(ClaimedJob job) {
    JobTrigger trigger = new JobTrigger.FailedPermanently(new JobError("refused", "No."));
    Transition.To to = (Transition.To) Lifecycle.next(job.state(), trigger, NOW);
    return new Settlement(job, to, 0.25, null, NOW);
  }

  private ClaimedJob stored() {
    ClaimedJob job = ClaimedJobs.job(0.25, 100);
    jdbc.update(
        """
        INSERT INTO job (id, tenant, status, attempt, max_attempts, priority, model, request,
                         created_at, run_at, timeout_seconds, started_at, deadline_at, worker_id)
        VALUES (?, 'acme', 'processing', ?, 3, 'normal', 'm', '{"messages":[{"role":"user","content":"p"}]}',
                now(), now(), 60, now(), now() + interval '1 minute', ?)
        """,
        job.id().value(),
        job.attempt(),
        job.worker().value());
    return job;
  }
}
