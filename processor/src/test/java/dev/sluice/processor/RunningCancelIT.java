package dev.sluice.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.job.JobId;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What becomes of a running job once its client has asked to cancel it. */
class RunningCancelIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PROMISED = Duration.ofSeconds(2);
  private static final String REQUEST =
      "UPDATE job SET cancel_requested_at = now() WHERE id = ? AND status = 'processing'";

  private static Rig rig;
  private static ConfigurableApplicationContext processor;

  @BeforeAll
  static void start() {
    rig = new Rig();
    processor =
        rig.startProcessor(
            "sluice.provider.compatible.narrow.base-url=" + rig.simulatorUrl + "/v1",
            "sluice.provider.compatible.narrow.max-in-flight=1",
            "sluice.provider.compatible.narrow.api-key=test",
            "sluice.provider.routes[0].pattern=narrow",
            "sluice.provider.routes[0].provider=narrow",
            "sluice.provider.routes[1].pattern=*",
            "sluice.provider.routes[1].provider=openai");
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  /** As the api does it; whether the job was running. */
  private static boolean requestCancel(JobId id) {
    return rig.jdbc.update(REQUEST, id.value()) == 1;
  }

  /** Requests it as soon as the job is no longer pending; whether it was still running then. */
  private static boolean requestOnceRunning(JobId id) {
    await()
        .atMost(PATIENCE)
        .until(() -> rig.status(id), status -> !Set.of("absent", "pending").contains(status));
    return requestCancel(id);
  }

  private static void awaitCancelled(JobId id) {
    await().atMost(PROMISED).until(() -> rig.status(id), "cancelled"::equals);
  }

  /** Exactly these events, also after a later job's have come. */
  private static void assertEvents(JobId id, String... types) {
    JobId later = rig.submit("{\"prompt\":\"later\"}");
    await().atMost(PATIENCE).until(() -> rig.events(later).size() == 1);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(rig.events(id)).containsExactly(types));
  }

  private static String call(JobId id) {
    return rig.get("/_calls?job_id=" + id);
  }

  @Test
  void aCallThatIsSilentIsAbortedAndItsNeighbourIsNot() {
    JobId neighbour = rig.submit("{\"prompt\":\"[[sim: ok:4s]]\"}");
    JobId job = rig.submit("{\"prompt\":\"[[sim: hang:60s ok]]\"}");
    await().atMost(PATIENCE).until(() -> rig.calls(job) == 1 && rig.calls(neighbour) == 1);

    assertThat(requestCancel(job)).isTrue();

    awaitCancelled(job);
    await().atMost(PROMISED).until(() -> call(job).contains("\"outcome\":\"client_gone\""));
    await().atMost(PATIENCE).until(() -> rig.status(neighbour), "completed"::equals);
    assertThat(rig.calls(neighbour)).isEqualTo(1);
    assertEvents(job, "job.cancelled");
    assertEvents(neighbour, "job.completed");
    assertThat(rig.calls(job)).isEqualTo(1);
  }

  @Test
  void aStreamIsAbortedInTheMiddle() {
    JobId job = rig.submit("{\"prompt\":\"[[sim: ok rate:5 tokens:300]]\"}");
    await().atMost(PATIENCE).until(() -> call(job).contains("\"first_byte_at\":\""));

    requestCancel(job);

    awaitCancelled(job);
    await().atMost(PROMISED).until(() -> call(job).contains("\"outcome\":\"client_gone\""));
    assertEvents(job, "job.cancelled");
  }

  @Test
  void aJobThatWaitsForItsProviderIsNeverSentThere() {
    JobId first = rig.submit("{\"prompt\":\"[[sim: ok:4s]]\",\"model\":\"narrow\"}");
    await().atMost(PATIENCE).until(() -> rig.calls(first), calls -> calls == 1);
    JobId waiting = rig.submit("{\"prompt\":\"second\",\"model\":\"narrow\"}");
    await().atMost(PATIENCE).until(() -> rig.status(waiting), "processing"::equals);

    requestCancel(waiting);

    awaitCancelled(waiting);
    assertThat(rig.status(first)).isEqualTo("processing");
    await().atMost(PATIENCE).until(() -> rig.status(first), "completed"::equals);
    assertEvents(waiting, "job.cancelled");
    assertThat(rig.calls(waiting)).isZero();
  }

  @Test
  void anAnswerThatCameFirstButWasNotWrittenYetIsDropped() throws Exception {
    JobId job = rig.submit("{\"prompt\":\"[[sim: ok:500ms]]\"}");
    await().atMost(PATIENCE).until(() -> rig.status(job), "processing"::equals);
    double refused = settledAs("cancelled");
    try (Connection api = rig.database.dataSource().getConnection();
        var statement = api.prepareStatement(REQUEST)) {
      api.setAutoCommit(false);
      statement.setObject(1, job.value());
      assertThat(statement.executeUpdate()).isEqualTo(1);
      // The settlement waits for the row, and the request is not visible yet.
      await().atMost(PATIENCE).until(() -> call(job).contains("\"outcome\":\"completed\""));
      await().atMost(PATIENCE).until(RunningCancelIT::isWaitingForARow);
      api.commit();
    }
    awaitCancelled(job);
    assertThat(settledAs("cancelled")).isEqualTo(refused + 1);
    assertEvents(job, "job.cancelled");
    assertThat(
            rig.jdbc.queryForList(
                "SELECT id FROM job WHERE id = ? AND result IS NULL AND error_code IS NULL",
                job.value()))
        .hasSize(1);
  }

  private static boolean isWaitingForARow() {
    return !rig.jdbc
        .queryForList("SELECT pid FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
        .isEmpty();
  }

  private static double settledAs(String outcome) {
    return processor
        .getBean(MeterRegistry.class)
        .get("sluice.settle.attempts")
        .tag("outcome", outcome)
        .counter()
        .count();
  }

  @Test
  void ofCancelAndSuccessExactlyOneWins() throws Exception {
    Map<JobId, Future<Boolean>> requested = new LinkedHashMap<>();
    try (ScheduledExecutorService clients = Executors.newScheduledThreadPool(64)) {
      for (int i = 0; i < 300; i++) {
        // Every tenth lasts until it is cancelled, the others end about when they are.
        String pace = i % 10 == 0 ? "rate:2 tokens:60" : "rate:400 tokens:10";
        JobId id = rig.submit("{\"prompt\":\"[[sim: ok " + pace + "]] " + i + "\"}");
        int millis = ThreadLocalRandom.current().nextInt(120);
        requested.put(
            id, clients.schedule(() -> requestOnceRunning(id), millis, TimeUnit.MILLISECONDS));
      }
    }
    Map<JobId, String> expected = new LinkedHashMap<>();
    for (var request : requested.entrySet()) {
      expected.put(request.getKey(), request.getValue().get() ? "cancelled" : "completed");
    }
    expected.forEach(
        (id, status) -> await().atMost(PATIENCE).until(() -> rig.status(id), status::equals));
    assertThat(expected.values()).contains("cancelled", "completed");
    JobId later = rig.submit("{\"prompt\":\"later\"}");
    await().atMost(PATIENCE).until(() -> rig.events(later).size() == 1);
    Map<JobId, List<String>> events = rig.events();
    expected.forEach((id, status) -> assertThat(events.get(id)).containsExactly("job." + status));
  }

  @Test
  void aJobWhoseWorkerDiedAfterTheRequestEndsCancelled() {
    JobId lost = new JobId(UUID.randomUUID());
    rig.jdbc.update(
        """
        INSERT INTO job (id, tenant, status, attempt, max_attempts, priority, model, request,
                         created_at, run_at, timeout_seconds, started_at, deadline_at, worker_id,
                         cancel_requested_at)
        VALUES (?, 'acme', 'processing', 1, 3, 'normal', 'm', '{"messages":[{"role":"user","content":"p"}]}', now(), now(), 600,
                now(), now() + interval '10 minutes', ?, now())
        """,
        lost.value(),
        UUID.randomUUID());
    await().atMost(PATIENCE).until(() -> rig.status(lost), "cancelled"::equals);
    assertEvents(lost, "job.cancelled");
    assertThat(rig.calls(lost)).isZero();
  }

  @Test
  void aRunningJobWhoseWorkerLosesItsLeaseAfterTheRequestEndsCancelled() {
    JobId job = rig.submit("{\"prompt\":\"[[sim: hang:60s ok]]\"}");
    await().atMost(PATIENCE).until(() -> rig.calls(job), calls -> calls == 1);

    // At once: no poll sees the request while the worker has its lease.
    rig.jdbc.update(
        """
        WITH lost AS (DELETE FROM worker)
        UPDATE job SET cancel_requested_at = now() WHERE id = ?
        """,
        job.value());

    await().atMost(PATIENCE).until(() -> rig.status(job), "cancelled"::equals);
    assertEvents(job, "job.cancelled");
    assertThat(rig.calls(job)).isEqualTo(1);
  }

  @Test
  void aDrainDoesNotHandACancelledJobBack() {
    Rig own = new Rig();
    try {
      ConfigurableApplicationContext worker = own.startProcessor("sluice.run.drain-grace=0s");
      JobId job = own.submit("{\"prompt\":\"[[sim: hang:60s ok]]\"}");
      await().atMost(PATIENCE).until(() -> own.calls(job), calls -> calls == 1);
      own.jdbc.update(REQUEST, job.value());
      worker.close();
      assertThat(own.status(job)).isEqualTo("cancelled");
      assertThat(own.events(job)).containsExactly("job.cancelled");
    } finally {
      own.close();
    }
  }
}
