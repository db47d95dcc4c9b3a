package dev.sluice.processor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.batch.Batcher;
import dev.sluice.chat.ModelRequest;
import dev.sluice.chat.RawJson;
import dev.sluice.job.EventType;
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
import dev.sluice.processor.settle.Settled;
import dev.sluice.processor.settle.Settlement;
import dev.sluice.processor.settle.Settler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** For every state and trigger: the statement that carries it out does what the function says. */
class LifecycleAgreesWithSqlIT {

  private static final JobError BROKEN = new JobError("provider_unavailable", "Try later.");
  private static final JobError EARLIER = new JobError("earlier", "Of the attempt before.");
  private static final WorkerId WORKER = new WorkerId(UUID.randomUUID());
  private static final WorkerId DEAD = new WorkerId(UUID.randomUUID());
  private static final String CANCELLING_ASTRAY =
      """
      SELECT count(*) FROM job
      WHERE cancel_requested_at IS NOT NULL AND status NOT IN ('processing', 'cancelled')
      """;
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private static JdbcTemplate jdbc;
  private static Claims claims;
  private static Settler settler;
  private static Reaper reaper;

  /**
   * @param cancelling whether the client has asked to cancel; of jobs in processing only
   */
  record Case(JobState state, JobTrigger trigger, boolean cancelling) {}

  @BeforeAll
  static void connect() {
    var source = Schema.fresh().pool();
    jdbc = new JdbcTemplate(source);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    claims = new Claims(jdbc, meters);
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
            new JobTrigger.CancelRequested(),
            new JobTrigger.Expired());
    List<Case> cases = new ArrayList<>();
    for (JobStatus status : JobStatus.values()) {
      for (JobTrigger trigger : triggers) {
        for (boolean cancelling : cancelling(status)) {
          cases.add(new Case(new JobState(status, 1, 0, 3), trigger, cancelling));
          cases.add(new Case(new JobState(status, 3, 0, 3), trigger, cancelling));
          cases.add(new Case(new JobState(status, 3, 1, 3), trigger, cancelling));
        }
      }
    }
    // A pending job is cancelled by the api.
    cases.removeIf(item ->
        item.state().status() == JobStatus.PENDING
            && item.trigger() instanceof JobTrigger.CancelRequested);
    return cases;
  }

  private static List<Boolean> cancelling(JobStatus status) {
    return status == JobStatus.PROCESSING ? List.of(false, true) : List.of(false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aStatementDoesWhatTheFunctionSays(Case item) {
    JobState before = item.state();
    ClaimedJob job = insert(item);

    carryOut(job, item.trigger());

    Transition transition = Lifecycle.next(before, effective(item), NOW);
    JobState expected =
        switch (transition) {
          case Transition.To to -> to.next();
          case Transition.Refused _ -> before;
        };
    assertThat(read(job.id())).isEqualTo(expected);
    assertThat(error(job.id())).isEqualTo(expectedError(before, transition));
    assertThat(jdbc.queryForObject(CANCELLING_ASTRAY, Integer.class)).isZero();
    int announced =
        expected.equals(before) || expected.status() == JobStatus.PROCESSING
            ? 0
            : expected.status() == JobStatus.PENDING && handsBack(item.trigger()) ? 0 : 1;
    assertThat(
            jdbc.queryForObject(
                "SELECT count(*) FROM outbox WHERE subject = ?", Integer.class, job.id().value()))
        .isEqualTo(announced);
  }

  /** While it runs, a job keeps the error of the attempt before. */
  private static @Nullable JobError expectedError(JobState before, Transition transition) {
    return switch (transition) {
      case Transition.To to when to.next().status() != JobStatus.PROCESSING -> to.error();
      case Transition.To _, Transition.Refused _ -> before.status().isTerminal() ? null : EARLIER;
    };
  }

  /** A job that is to be cancelled is, whatever would have ended its attempt. */
  private static JobTrigger effective(Case item) {
    return switch (item.trigger()) {
      case JobTrigger.Claimed _, JobTrigger.Expired _ -> item.trigger();
      case JobTrigger.Succeeded _,
          JobTrigger.FailedRetryably _,
          JobTrigger.FailedPermanently _,
          JobTrigger.DeadlinePassed _,
          JobTrigger.WorkerLost _,
          JobTrigger.HandedBack _,
          JobTrigger.CancelRequested _ ->
          item.cancelling() ? new JobTrigger.CancelRequested() : item.trigger();
    };
  }

  private static boolean handsBack(JobTrigger trigger) {
    return trigger instanceof JobTrigger.HandedBack;
  }

  /**
   * The settlement of a job that is not in processing any more: the runner believes it still is.
   */
  private static void carryOut(ClaimedJob job, JobTrigger trigger) {
    switch (trigger) {
      case JobTrigger.Claimed _ -> claims.claim(1000, WORKER);
      case JobTrigger.WorkerLost _, JobTrigger.Expired _ -> reaper.reap();
      case JobTrigger.Succeeded _,
          JobTrigger.FailedRetryably _,
          JobTrigger.FailedPermanently _,
          JobTrigger.DeadlinePassed _,
          JobTrigger.CancelRequested _,
          JobTrigger.HandedBack _ -> {
        if (settle(job, trigger) == Settled.CANCELLED) {
          assertThat(settle(job, new JobTrigger.CancelRequested())).isEqualTo(Settled.SETTLED);
        }
      }
    }
  }

  private static Settled settle(ClaimedJob job, JobTrigger trigger) {
    Transition.To to = (Transition.To) Lifecycle.next(job.state(), trigger, NOW);
    boolean completed = to.next().status() == JobStatus.COMPLETED;
    return settler.settle(
        new Settlement(job, to, completed ? 1.0 : 0.25, completed ? "{}" : null, NOW));
  }

  @Test
  void anOrphanedClaimReturnsToPendingOrEndsCancelled() {
    for (boolean cancelling : List.of(false, true)) {
      JobState before = new JobState(JobStatus.PROCESSING, 2, 0, 3);
      JobTrigger trigger = new JobTrigger.HandedBack();
      Case item = new Case(before, trigger, cancelling);
      ClaimedJob job = insert(item);
      jdbc.update("UPDATE job SET deadline_at = deadline_at - interval '20 seconds'");

      assertThat(reaper.handBack(WORKER, Set.of(job.id()))).isZero();
      assertThat(reaper.handBack(WORKER, Set.of())).isEqualTo(1);

      Transition.To to = (Transition.To) Lifecycle.next(before, effective(item), NOW);
      assertThat(read(job.id())).isEqualTo(to.next());
      assertThat(error(job.id())).isEqualTo(to.error());
      assertThat(events(job)).isEqualTo(to.event().map(EventType::wireName).stream().toList());
    }
  }

  private static List<String> events(ClaimedJob job) {
    return jdbc.queryForList(
        "SELECT type FROM outbox WHERE subject = ?", String.class, job.id().value());
  }

  private static ClaimedJob insert(Case item) {
    JobState state = item.state();
    JobTrigger trigger = item.trigger();
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
                         completed_at, deadline_at, worker_id, result, progress, cancel_requested_at,
                         error_code, error_message)
        VALUES (?, 'acme', ?, ?, ?, ?, 'normal', 'm', '{"messages":[{"role":"user","content":"p"}]}', now(), now(),
                CASE WHEN ? THEN now() - interval '1 second' END, 60, now(),
                CASE WHEN ? THEN now() END,
                CASE WHEN ? THEN now() + interval '1 minute' END,
                CASE WHEN ? THEN ?::uuid END,
                CASE WHEN ? THEN '{}'::json END,
                CASE WHEN ? THEN 1 ELSE 0 END, CASE WHEN ? THEN now() END,
                CASE WHEN ? THEN ? END, CASE WHEN ? THEN ? END)
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
        state.status() == JobStatus.COMPLETED,
        item.cancelling(),
        !state.status().isTerminal(),
        EARLIER.code(),
        !state.status().isTerminal(),
        EARLIER.message());
    return new ClaimedJob(
        new JobId(id),
        new TenantId("acme"),
        WORKER,
        state.attempt(),
        state.uncounted(),
        new ModelRequest("m", null, null, null, List.of(), RawJson.empty()),
        Duration.ofMinutes(10),
        state.maxAttempts(),
        Map.of(),
        NOW,
        NOW,
        0,
        null);
  }

  private static @Nullable JobError error(JobId id) {
    Map<String, Object> row =
        jdbc.queryForMap("SELECT error_code, error_message FROM job WHERE id = ?", id.value());
    String code = (String) row.get("error_code");
    return code == null
        ? null
        : new JobError(code, requireNonNull((String) row.get("error_message")));
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
