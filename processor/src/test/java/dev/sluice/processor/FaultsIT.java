package dev.sluice.processor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.sluice.job.JobId;
import dev.sluice.lease.WorkerId;
import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.processor.claim.Claims;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** What several processors do for each other. Processes are killed in the module e2e. */
@Execution(ExecutionMode.CONCURRENT)
class FaultsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Fails as a database that is out of memory; the sequence tells that it did. */
  private static final String REFUSE_COMPLETIONS =
      """
      CREATE SEQUENCE refusals;
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM nextval('refusals');
        RAISE EXCEPTION 'not yet' USING ERRCODE = '53200';
      END $$;
      CREATE TRIGGER refuse BEFORE UPDATE ON job
      FOR EACH ROW WHEN (NEW.status = 'completed') EXECUTE FUNCTION refuse();
      """;

  private static final String REFUSED = "SELECT is_called FROM refusals";

  private Rig rig;

  @BeforeEach
  void start() {
    rig = new Rig();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void aDrainHandsUnfinishedJobsBackUncounted() {
    ConfigurableApplicationContext first = rig.startProcessor("sluice.run.drain-grace=1s");
    JobId slow = rig.submit("{\"prompt\":\"[[sim: hang:20s ok]]\",\"max_attempts\":1}");
    await().atMost(PATIENCE).until(() -> rig.calls(slow), calls -> calls == 1);

    first.close();

    assertThat(rig.status(slow)).isEqualTo("pending");
    assertThat(rig.get("/_calls?job_id=" + slow)).contains("\"outcome\":\"client_gone\"");
    rig.startProcessor();
    await().atMost(PATIENCE).until(() -> rig.status(slow), "completed"::equals);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(rig.events(slow)).containsExactly("job.completed"));
  }

  @Test
  void aJobOfAWorkerWithoutALeaseIsRunByAnother() {
    UUID id = UUID.randomUUID();
    rig.jdbc.update(
        """
        INSERT INTO job (id, tenant, status, attempt, max_attempts, priority, model, request,
                         created_at, run_at, timeout_seconds, started_at, deadline_at, worker_id)
        VALUES (?, 'acme', 'processing', 1, 3, 'normal', 'm', '{"messages":[{"role":"user","content":"p"}]}', now(), now(), 600,
                now(), now() + interval '10 minutes', ?)
        """,
        id,
        UUID.randomUUID());
    rig.startProcessor();
    JobId job = new JobId(id);
    await().atMost(PATIENCE).until(() -> rig.status(job), "completed"::equals);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(rig.events(job)).containsExactly("job.retrying", "job.completed"));
  }

  @Test
  void anOrphanedClaimOfALiveWorkerIsRun() {
    rig.startProcessor();
    await().until(() -> workers() == 1);
    UUID id = UUID.randomUUID();
    rig.jdbc.update(
        """
        INSERT INTO job (id, tenant, status, attempt, max_attempts, priority, model, request,
                         created_at, run_at, timeout_seconds, started_at, deadline_at, worker_id)
        SELECT ?, 'acme', 'processing', 1, 1, 'normal', 'm', '{"messages":[{"role":"user","content":"p"}]}', now(), now(), 600,
               now(), now() + interval '9 minutes', worker.id
        FROM worker
        """,
        id);
    JobId job = new JobId(id);
    await().atMost(PATIENCE).until(() -> rig.status(job), "completed"::equals);
    assertThat(rig.calls(job)).isEqualTo(1);
  }

  private int workers() {
    return rig.jdbc.queryForList("SELECT id FROM worker").size();
  }

  @Test
  void aLostLeaseAbortsTheCallsAndTheJobRunsAgain() {
    rig.startProcessor();
    JobId job = rig.submit("{\"prompt\":\"[[sim: hang:60s ok]]\"}");
    await().atMost(PATIENCE).until(() -> rig.calls(job), calls -> calls == 1);

    rig.jdbc.update("DELETE FROM worker");

    await().atMost(PATIENCE).until(() -> rig.status(job), "completed"::equals);
    assertThat(rig.get("/_calls?job_id=" + job)).contains("\"outcome\":\"client_gone\"");
  }

  @Test
  void anAnswerThatCannotBeWrittenYetIsKeptAndNotAskedForAgain() {
    rig.jdbc.execute(REFUSE_COMPLETIONS);
    rig.startProcessor();
    JobId job = rig.submit("{\"prompt\":\"hello\"}");
    await()
        .atMost(PATIENCE.multipliedBy(4))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> Boolean.TRUE.equals(rig.jdbc.queryForObject(REFUSED, Boolean.class)));
    rig.jdbc.execute("DROP TRIGGER refuse ON job");

    await().atMost(PATIENCE).until(() -> rig.status(job), "completed"::equals);
    assertThat(rig.calls(job)).isEqualTo(1);
    assertThat(attempt(job)).isEqualTo(1);
  }

  @Test
  void aJobThatTheDatabaseRefusesIsDeadLetteredAlone() throws Exception {
    rig.startProcessor();
    rig.jdbc.execute("ALTER TABLE job ADD CONSTRAINT refused CHECK (model <> 'refused')");
    List<JobId> jobs = new ArrayList<>();
    try (var connection = rig.database.dataSource().getConnection();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      // While the first records are being stored, the others gather in one batch.
      statement.execute("LOCK TABLE job");
      for (int i = 0; i < 16; i++) {
        String model = i == 4 || i == 11 ? "refused" : "m";
        jobs.add(rig.submit("{\"prompt\":\"hello\",\"model\":\"%s\"}".formatted(model)));
      }
      connection.rollback();
    }
    List<JobId> refused = List.of(jobs.get(4), jobs.get(11));
    jobs.stream()
        .filter(job -> !refused.contains(job))
        .forEach(job -> await().atMost(PATIENCE).until(() -> rig.status(job), "completed"::equals));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(rig.records("jobs.submitted.v1-dlt"))
                .extracting(ConsumerRecord::key, message -> header(message, "sluice-reason"))
                .containsExactlyInAnyOrder(
                    tuple(refused.get(0).toString(), "unstorable"),
                    tuple(refused.get(1).toString(), "unstorable")));
  }

  private static String header(ConsumerRecord<?, ?> message, String name) {
    return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void aNewJobDoesNotOvertakeOneThatWaits() {
    // One slot, and a claim only where intake or the end of a job asks for it.
    rig.startProcessor("sluice.run.permits=1", "sluice.run.poll-every=1h");
    JobId first = rig.submit("{\"prompt\":\"first\"}");
    await().atMost(PATIENCE).until(() -> rig.status(first), "completed"::equals);
    assertThat(rig.meter("sluice.claim.jobs")).isZero();
    JobId waiting = new JobId(UUID.randomUUID());
    rig.jdbc.update(
        """
        INSERT INTO job (id, tenant, status, max_attempts, priority, model, request, created_at,
                         run_at, timeout_seconds)
        VALUES (?, 'acme', 'pending', 3, 'normal', 'm', '{"messages":[{"role":"user","content":"older"}]}', now(),
                now() - interval '1 hour', 60)
        """,
        waiting.value());

    JobId newer = rig.submit("{\"prompt\":\"newer\"}");

    await().atMost(PATIENCE).until(() -> rig.status(newer), "completed"::equals);
    assertThat(rig.status(waiting)).isEqualTo("completed");
    List<String> calls = rig.get("/_calls").lines().toList();
    assertThat(calls).hasSize(3);
    assertThat(calls.get(1)).contains(waiting.toString());
    assertThat(calls.get(2)).contains(newer.toString());
  }

  @Test
  void withoutTheFastPathEveryJobIsClaimedFromTheTable() {
    rig.startProcessor("sluice.intake.fast-path=false");
    JobId job = rig.submit("{\"prompt\":\"hello\"}");
    await().atMost(PATIENCE).until(() -> rig.status(job), "completed"::equals);
    assertThat(rig.meter("sluice.claim.jobs")).isEqualTo(1);
  }

  private int attempt(JobId id) {
    return requireNonNull(
        rig.jdbc.queryForObject("SELECT attempt FROM job WHERE id = ?", Integer.class, id.value()));
  }

  @Test
  void aPausedRelayIsTerminatedOnceItsLeaseHasExpired() throws Exception {
    // A holder that keeps its connection but renews no lease.
    try (var connection = rig.database.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(hashtext('sluice.relay'), 0)");
      statement.execute(
          "INSERT INTO relay (name, worker_id, backend_pid)"
              + " VALUES ('outbox', gen_random_uuid(), pg_backend_pid())");
      rig.startProcessor();
      JobId job = rig.submit("{\"prompt\":\"hello\"}");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(rig.events(job)).containsExactly("job.completed"));
    }
  }

  @Test
  void aRelayWithALiveLeaseIsNotTerminated() throws Exception {
    UUID holder = UUID.randomUUID();
    try (var connection = rig.database.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(hashtext('sluice.relay'), 0)");
      statement.execute(
          "INSERT INTO worker (id, kind, host, expires_at) VALUES ('"
              + holder
              + "', 'processor', 'h', now() + interval '1 hour')");
      statement.execute(
          "INSERT INTO relay (name, worker_id, backend_pid) VALUES ('outbox', '"
              + holder
              + "', pg_backend_pid())");
      rig.startProcessor();
      JobId job = rig.submit("{\"prompt\":\"hello\"}");
      await().atMost(PATIENCE).until(() -> rig.status(job), "completed"::equals);
      assertThat(rig.events(job)).isEmpty();
      assertThat(connection.isValid(1)).isTrue();
    }
    JobId other = rig.submit("{\"prompt\":\"hello again\"}");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(rig.events(other)).containsExactly("job.completed"));
  }

  @Test
  void concurrentClaimsNeverTakeTheSameJob() throws Exception {
    WorkerId worker = worker("1 hour");
    pendingJobs(300);
    Claims claims = claims();
    List<Callable<List<ClaimedJob>>> claimers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      claimers.add(() -> claims.claim(50, worker));
    }
    Set<JobId> taken = new HashSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<ClaimedJob>> claimed : threads.invokeAll(claimers)) {
        claimed.get().forEach(job -> assertThat(taken.add(job.id())).isTrue());
      }
    }
    // A claimer may find all that it looked at taken, and get fewer than there are.
    while (taken.size() < 300) {
      List<ClaimedJob> rest = claims.claim(50, worker);
      assertThat(rest).isNotEmpty();
      rest.forEach(job -> assertThat(taken.add(job.id())).isTrue());
    }
    assertThat(claims.claim(1, worker)).isEmpty();
  }

  @Test
  void claimsTakeTheHighestPriorityFirstAndOfOnePriorityTheLongestDue() {
    WorkerId worker = worker("1 hour");
    pendingJobs(30);
    List<UUID> due =
        rig.jdbc.queryForList(
            """
            SELECT id FROM job
            ORDER BY CASE priority WHEN 'high' THEN 0 WHEN 'normal' THEN 1 ELSE 2 END, run_at
            """,
            UUID.class);
    Claims claims = claims();
    for (int from = 0; from < due.size(); from += 3) {
      assertThat(claims.claim(3, worker))
          .extracting(job -> job.id().value())
          .containsExactlyInAnyOrderElementsOf(due.subList(from, from + 3));
    }
  }

  @Test
  void jobsLockedByAnotherClaimAreSkipped() throws Exception {
    WorkerId worker = worker("1 hour");
    pendingJobs(12);
    try (var connection = rig.database.dataSource().getConnection();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT FROM job WHERE priority = 'high' FOR UPDATE");
      JdbcTemplate impatient = new JdbcTemplate(rig.database.dataSource());
      impatient.setQueryTimeout(10);
      Claims claims = new Claims(impatient, new SimpleMeterRegistry());

      assertThat(claims.claim(12, worker)).hasSize(8).noneMatch(job -> isHigh(job));
      connection.rollback();
    }
    assertThat(claims().claim(12, worker)).hasSize(4).allMatch(job -> isHigh(job));
  }

  @Test
  void aWorkerWhoseLeaseHasExpiredClaimsNothing() {
    pendingJobs(1);
    assertThat(claims().claim(10, worker("-1 second"))).isEmpty();
    assertThat(claims().claim(10, new WorkerId(UUID.randomUUID()))).isEmpty();
    assertThat(claims().claim(10, worker("1 hour"))).hasSize(1);
  }

  private Claims claims() {
    return new Claims(rig.jdbc, new SimpleMeterRegistry());
  }

  /** A worker whose lease lasts so long from now. */
  private WorkerId worker(String lease) {
    WorkerId worker = new WorkerId(UUID.randomUUID());
    rig.jdbc.update(
        "INSERT INTO worker (id, kind, host, expires_at)"
            + " VALUES (?, 'processor', 'h', now() + ?::interval)",
        worker.value(),
        lease);
    return worker;
  }

  /** Due jobs, a third of each priority, all due since different times. */
  private void pendingJobs(int count) {
    rig.jdbc.update(
        """
        INSERT INTO job (id, tenant, status, max_attempts, priority, model, request, created_at,
                         run_at, timeout_seconds)
        SELECT gen_random_uuid(), 'acme', 'pending', 3,
               (ARRAY['low', 'normal', 'high'])[1 + n % 3], 'm', '{"messages":[{"role":"user","content":"p"}]}', now(),
               now() - (1 + n * 7 % 31 || ' minutes')::interval, 60
        FROM generate_series(1, ?) AS n
        """,
        count);
  }

  private boolean isHigh(ClaimedJob job) {
    return "high"
        .equals(
            rig.jdbc.queryForObject(
                "SELECT priority FROM job WHERE id = ?", String.class, job.id().value()));
  }
}
