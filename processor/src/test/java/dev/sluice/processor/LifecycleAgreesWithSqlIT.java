package dev.sluice.processor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.batch.Batcher;
import dev.sluice.job.JobError;
import dev.sluice.job.JobId;
import dev.sluice.job.JobState;
import dev.sluice.job.JobStatus;
import dev.sluice.job.JobTrigger;
import dev.sluice.job.Lifecycle;
import dev.sluice.job.TenantId;
import dev.sluice.job.Transition;
import dev.sluice.lease.WorkerId;
import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.processor.claim.Claims;
import dev.sluice.processor.reap.ReapProperties;
import dev.sluice.processor.reap.Reaper;
import dev.sluice.processor.settle.Settlement;
import dev.sluice.processor.settle.Settler;
import dev.sluice.wire.JobRequestFormat;
import dev.sluice.wire.Json;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** For every state and trigger: the statement that carries it out does what the function says. */
class LifecycleAgreesWithSqlIT {

  private static final JobError BROKEN = new JobError("provider_unavailable", "Try later.");
  private static final WorkerId WORKER = new WorkerId(UUID.randomUUID());
  private static final WorkerId DEAD = new WorkerId(UUID.randomUUID());
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private static JdbcTemplate jdbc;
  private static Claims claims;
  private static Settler settler;
  private static Reaper reaper;

  record Case(JobState state, JobTrigger trigger) {}

  @BeforeAll
  static void connect() {
    var source = Schema.fresh().dataSource();
    jdbc = new JdbcTemplate(source);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    claims = new Claims(jdbc, Clock.systemUTC(), meters);
    settler = new Settler(jdbc, new Batcher.Bounds(10, 10, 1), () -> {}, meters);
    reaper =
        new Reaper(
            jdbc,
            new TransactionTemplate(new DataSourceTransactionManager(source)),
            new ReapProperties(Duration.ofSeconds(1), Duration.ofSeconds(5), 100),
            Clock.systemUTC(),
            meters);
    jdbc.update(
        "INSERT INTO worker (id, kind, host, expires_at)"
            + " VALUES (?, 'processor', 'h', now() + interval '1 hour')",
        WORKER.value());
  }

  static List<Case> cases() {
    List<JobTrigger> triggers =
        List.of(
            new JobTrigger.Claimed(),
            new JobTrigger.Succeeded(),
            new JobTrigger.FailedRetryably(BROKEN, Duration.ofSeconds(7)),
            new JobTrigger.FailedPermanently(BROKEN),
            new JobTrigger.DeadlinePassed(),
            new JobTrigger.WorkerLost(),
            new JobTrigger.HandedBack(),
            new JobTrigger.Expired());
    List<Case> cases = new ArrayList<>();
    for (JobStatus status : JobStatus.values()) {
      for (JobTrigger trigger : triggers) {
        cases.add(new Case(new JobState(status, 1, 0, 3), trigger));
        cases.add(new Case(new JobState(status, 3, 0, 3), trigger));
        cases.add(new Case(new JobState(status, 3, 1, 3), trigger));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aStatementDoesWhatTheFunctionSays(Case item) {
    JobState before = item.state();
    ClaimedJob job = insert(before, item.trigger());

    carryOut(job, item.trigger());

    JobState expected =
        switch (Lifecycle.next(before, item.trigger(), NOW)) {
          case Transition.To to -> to.next();
          case Transition.Refused _ -> before;
        };
    assertThat(read(job.id())).isEqualTo(expected);
    int announced =
        expected.equals(before) || expected.status() == JobStatus.PROCESSING
            ? 0
            : item.trigger() instanceof JobTrigger.HandedBack ? 0 : 1;
    assertThat(
            jdbc.queryForObject(
                "SELECT count(*) FROM outbox WHERE job_id = ?", Integer.class, job.id().value()))
        .isEqualTo(announced);
  }

  /**
   * The settlement of a job that is not in processing any more: the runner believes it still is.
   */
  private static void carryOut(ClaimedJob job, JobTrigger trigger) {
    switch (trigger) {
      case JobTrigger.Claimed _ -> claims.claim(1000, WORKER);
      case JobTrigger.WorkerLost _, JobTrigger.Expired _ -> reaper.reap();
      case JobTrigger.CancelRequested _ -> throw new IllegalArgumentException("the api's part");
      case JobTrigger.Succeeded _,
          JobTrigger.FailedRetryably _,
          JobTrigger.FailedPermanently _,
          JobTrigger.DeadlinePassed _,
          JobTrigger.HandedBack _ -> {
        Transition.To to = (Transition.To) Lifecycle.next(job.state(), trigger, NOW);
        String result = to.next().status() == JobStatus.COMPLETED ? "{}" : null;
        settler.settle(new Settlement(job, to, result, NOW));
      }
    }
  }

  private static ClaimedJob insert(JobState state, JobTrigger trigger) {
    jdbc.update("DELETE FROM job");
    UUID id = UUID.randomUUID();
    boolean processing = state.status() == JobStatus.PROCESSING;
    UUID worker = trigger instanceof JobTrigger.WorkerLost ? DEAD.value() : WORKER.value();
    // Expired pending jobs are not claimed, so a claim's job must not be one.
    boolean expired = trigger instanceof JobTrigger.Expired;
    jdbc.update(
        """
        INSERT INTO job (id, tenant, status, attempt, uncounted, max_attempts, priority, model,
                         request, created_at, run_at, expires_at, timeout_seconds, started_at,
                         completed_at, deadline_at, worker_id, result, progress)
        VALUES (?, 'acme', ?, ?, ?, ?, 'normal', 'm', '{"prompt":"p"}', now(), now(),
                CASE WHEN ? THEN now() - interval '1 second' END, 60, now(),
                CASE WHEN ? THEN now() END,
                CASE WHEN ? THEN now() + interval '1 minute' END,
                CASE WHEN ? THEN ?::uuid END,
                CASE WHEN ? THEN '{}'::json END,
                CASE WHEN ? THEN 1 ELSE 0 END)
        """,
        id,
        state.status().wireName(),
        state.attempt(),
        state.uncounted(),
        state.maxAttempts(),
        expired,
        state.status().isTerminal(),
        processing,
        processing,
        worker.toString(),
        state.status() == JobStatus.COMPLETED,
        state.status() == JobStatus.COMPLETED);
    String request = "{\"prompt\":\"p\",\"max_attempts\":" + state.maxAttempts() + "}";
    return new ClaimedJob(
        new JobId(id),
        new TenantId("acme"),
        WORKER,
        state.attempt(),
        state.uncounted(),
        JobRequestFormat.read(Json.mapper().readTree(request), NOW).request(),
        NOW,
        NOW,
        null);
  }

  private static JobState read(JobId id) {
    return requireNonNull(
        jdbc.queryForObject(
            "SELECT status, attempt, uncounted, max_attempts FROM job WHERE id = ?",
            (row, _) ->
                new JobState(
                    JobStatus.ofWireName(row.getString("status")).orElseThrow(),
                    row.getInt("attempt"),
                    row.getInt("uncounted"),
                    row.getInt("max_attempts")),
            id.value()));
  }
}
