package dev.sluice.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.job.JobId;
import dev.sluice.lease.WorkerId;
import dev.sluice.processor.claim.ClaimedJob;
import dev.sluice.processor.claim.Claims;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What several processors do for each other. Processes are killed in the module e2e. */
class FaultsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

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
  void aDrainFinishesWhatItCanAndHandsTheRestBackUncounted() {
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
  void whatAWorkerWithoutALeaseHeldIsRunByAnother() {
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
  void whatALostAnswerLeftWithALiveWorkerIsRunAfterAll() {
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
  void aRelayThatIsPausedIsPutOutOnceItsLeaseHasRunOut() throws Exception {
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
  void aRelayWhoseLeaseIsLiveIsLeftInPeace() throws Exception {
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
  void concurrentClaimsNeverTakeTheSameJobAndFollowTheOrder() throws Exception {
    WorkerId worker = new WorkerId(UUID.randomUUID());
    rig.jdbc.update(
        "INSERT INTO worker (id, kind, host, expires_at)"
            + " VALUES (?, 'processor', 'h', now() + interval '1 hour')",
        worker.value());
    rig.jdbc.update(
        """
        INSERT INTO job (id, tenant, status, max_attempts, priority, model, request, created_at,
                         run_at, timeout_seconds)
        SELECT gen_random_uuid(), 'acme', 'pending', 3,
               (ARRAY['low', 'normal', 'high'])[1 + n % 3], 'm', '{"messages":[{"role":"user","content":"p"}]}', now(),
               now() - (n || ' seconds')::interval, 60
        FROM generate_series(1, 300) AS n
        """);
    Claims claims = new Claims(rig.jdbc, new SimpleMeterRegistry());

    List<ClaimedJob> first = claims.claim(100, worker);
    assertThat(first).allMatch(job -> priority(job).equals("high"));

    Set<JobId> taken = new HashSet<>(first.stream().map(ClaimedJob::id).toList());
    List<Callable<List<ClaimedJob>>> claimers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      claimers.add(() -> claims.claim(40, worker));
    }
    int total = first.size();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<ClaimedJob>> claimed : threads.invokeAll(claimers)) {
        total += claimed.get().size();
        taken.addAll(claimed.get().stream().map(ClaimedJob::id).toList());
      }
    }
    assertThat(taken).hasSize(total);
    while (taken.size() < 300) {
      List<ClaimedJob> rest = claims.claim(40, worker);
      assertThat(rest).isNotEmpty();
      rest.forEach(job -> assertThat(taken.add(job.id())).isTrue());
    }
    assertThat(claims.claim(1, worker)).isEmpty();
  }

  @Test
  void aWorkerWhoseLeaseHasRunOutClaimsNothing() {
    rig.jdbc.update(
        """
        INSERT INTO job (id, tenant, status, max_attempts, priority, model, request, created_at,
                         run_at, timeout_seconds)
        VALUES (gen_random_uuid(), 'acme', 'pending', 3, 'low', 'm', '{"messages":[{"role":"user","content":"p"}]}', now(),
                now(), 60)
        """);
    Claims claims = new Claims(rig.jdbc, new SimpleMeterRegistry());
    assertThat(claims.claim(10, new WorkerId(UUID.randomUUID()))).isEmpty();
  }

  private String priority(ClaimedJob job) {
    return String.valueOf(
        rig.jdbc.queryForObject(
            "SELECT priority FROM job WHERE id = ?", String.class, job.id().value()));
  }
}
