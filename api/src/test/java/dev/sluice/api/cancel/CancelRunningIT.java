package dev.sluice.api.cancel;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.JobRows;
import dev.sluice.api.TestApi;
import dev.sluice.job.JobId;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;

class CancelRunningIT {

  private static final String CANCELLED = "{\"message\":\"Job cancelled\"}";
  private static final String REQUESTED = "{\"message\":\"Job cancellation requested\"}";
  private static final String REFUSED = "{\"message\":\"Job cannot be cancelled\"}";

  private static final String HAND_BACK =
      "UPDATE job SET status = 'pending', worker_id = NULL, deadline_at = NULL WHERE id = '%s'";
  private static final String CLAIM =
      """
      UPDATE job SET status = 'processing', worker_id = id, deadline_at = now(), attempt = attempt + 1
      WHERE id = '%s'
      """;
  private static final String COMPLETE =
      """
      UPDATE job SET status = 'completed', worker_id = NULL, deadline_at = NULL, progress = 1,
                     completed_at = now(), result = '{}'
      WHERE id = '%s'
      """;

  private final TestApi api = TestApi.shared();
  private final JobRows rows = new JobRows(api);

  CancelRunningIT() throws Exception {}

  @Test
  void aPendingJobIsCancelledAtOnceAndTheSameIsSaidAgain() throws Exception {
    JobId id = stored();
    assertAnswer(200, CANCELLED, cancel(id));
    assertAnswer(200, CANCELLED, cancel(id));
    assertThat(row(id)).containsEntry("status", "cancelled").containsEntry("stub", false);
    assertThat(announced(id)).containsExactly("job.cancelled");
  }

  @Test
  void aJobThatIsNotStoredYetIsCancelledAtOnceAndTheSameIsSaidAgain() throws Exception {
    JobId id = api.submit();
    assertAnswer(200, CANCELLED, cancel(id));
    assertAnswer(200, CANCELLED, cancel(id));
    assertThat(row(id)).containsEntry("stub", true);
  }

  @Test
  void aRunningJobIsMarkedOnceAndStaysWithItsWorker() throws Exception {
    JobId id = stored();
    rows.start(id);
    assertAnswer(202, REQUESTED, cancel(id));
    Map<String, Object> first = row(id);
    assertAnswer(202, REQUESTED, cancel(id));
    assertThat(row(id)).usingRecursiveComparison().isEqualTo(first);
    assertThat(first).containsEntry("status", "processing").containsEntry("attempt", 1);
    assertThat(first.get("cancel_requested_at")).isNotNull();
    assertThat(announced(id)).isEmpty();
    assertThat(api.delete("/v1/jobs/" + id).body()).isEqualTo(REFUSED);
  }

  @Test
  void aJobThatHasEndedOtherwiseCannotBeCancelled() throws Exception {
    JobId id = stored();
    rows.complete(id);
    assertAnswer(200, REFUSED, cancel(id));
    assertThat(row(id)).containsEntry("cancel_requested_at", null);
  }

  @Test
  void aJobThatTheTenantDoesNotHaveIsUnknown() throws Exception {
    JobId id = stored();
    assertThat(api.send(api.request("/v2/jobs/" + id, "stranger").DELETE()).statusCode())
        .isEqualTo(404);
    assertThat(cancel(new JobId(UUID.randomUUID())).statusCode()).isEqualTo(404);
    assertThat(api.delete("/v2/jobs/x").statusCode()).isEqualTo(404);
    assertThat(row(id)).containsEntry("status", "pending");
  }

  /** The other transaction has changed the row and not committed when the cancellation comes. */
  @ParameterizedTest
  @CsvSource({
    "true, hand back, 200, Job cancelled, cancelled",
    "false, claim, 202, Job cancellation requested, processing",
    "true, complete, 200, Job cannot be cancelled, completed",
  })
  void whateverStateAJobGoesToMeanwhileItIsMetThere(
      boolean running, String change, int status, String message, String stands) throws Exception {
    JobId id = stored();
    if (running) {
      rows.start(id);
    }
    CompletableFuture<HttpResponse<String>> cancelling;
    try (Connection connection = requireNonNull(api.sql().getDataSource()).getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      String sql =
          switch (change) {
            case "hand back" -> HAND_BACK;
            case "claim" -> CLAIM;
            default -> COMPLETE;
          };
      statement.execute(sql.formatted(id));
      cancelling = api.sendAsync(api.request("/v2/jobs/" + id).DELETE());
      int holder = connection.unwrap(PGConnection.class).getBackendPID();
      await().until(() -> isWaitedFor(holder));
      connection.commit();
    }
    HttpResponse<String> response = cancelling.join();
    assertAnswer(status, "{\"message\":\"" + message + "\"}", response);
    assertThat(row(id)).containsEntry("status", stands);
    assertThat(row(id).get("cancel_requested_at") != null).isEqualTo(stands.equals("processing"));
    assertThat(announced(id))
        .isEqualTo(stands.equals("cancelled") ? List.of("job.cancelled") : List.of());
  }

  private boolean isWaitedFor(int holder) {
    return Boolean.TRUE.equals(
        api.sql()
            .queryForObject(
                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE ? = ANY"
                    + " (pg_blocking_pids(pid)))",
                Boolean.class,
                holder));
  }

  private JobId stored() throws Exception {
    JobId id = api.submit();
    rows.store(id, "admin", "digest");
    return id;
  }

  private HttpResponse<String> cancel(JobId id) throws Exception {
    return api.delete("/v2/jobs/" + id);
  }

  private static void assertAnswer(int status, String body, HttpResponse<String> response) {
    assertThat(response.body()).isEqualTo(body);
    assertThat(response.statusCode()).isEqualTo(status);
  }

  private Map<String, Object> row(JobId id) {
    return api.sql().queryForMap("SELECT * FROM job WHERE id = ?", id.value());
  }

  private List<String> announced(JobId id) {
    return api.sql()
        .queryForList(
            "SELECT type FROM outbox WHERE subject = ? ORDER BY id", String.class, id.value());
  }
}
