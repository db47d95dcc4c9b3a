package dev.sluice.api.storage;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.TestApi;
import dev.sluice.embedded.EmbeddedDatabase;
import dev.sluice.testing.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

class DatabaseUnavailableIT {

  private static final String BODY = "{\"prompt\":\"hello\"}";

  @TempDir private static Path folder;
  private static EmbeddedDatabase postgres;
  private static TestDatabase database;
  private static TestApi api;

  @BeforeAll
  static void start() {
    postgres = EmbeddedDatabase.start(new EmbeddedDatabase.Config(folder, 0));
    postgres.createDatabase("sluice");
    database =
        new TestDatabase(
            "sluice", postgres.jdbcUrl("sluice"), postgres.username(), postgres.password());
    api =
        TestApi.start(
            Map.of(
                "sluice.keys.recheck-after",
                "1s",
                "sluice.health.check-interval",
                "200ms",
                "sluice.limits.max-wait",
                "1s"),
            database);
  }

  @AfterAll
  static void stop() {
    api.close();
    postgres.close();
  }

  @Test
  void submissionsGoOnWithoutTheDatabase() throws Exception {
    String key = api.createKey("acme", List.of("jobs:read", "jobs:write"));
    assertThat(submit(key).statusCode()).isEqualTo(202);
    String poor = keyForOneJobAMinute();
    assertThat(submit(poor, "Idempotency-Key", "k0").statusCode()).isEqualTo(202);
    postgres.stop();
    try {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            HttpResponse<String> ready = ready();
            assertThat(ready.body()).contains("\"degraded\":[\"postgres unreachable\"]");
            assertThat(ready.statusCode()).isEqualTo(200);
          });
      // Beyond the time for which an answer about the key is used without asking again.
      await()
          .during(Duration.ofMillis(1500))
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(submit(key).statusCode()).isEqualTo(202));
      assertThat(code(submit("slk_neverseen"), 503)).isEqualTo("authentication_unavailable");
      HttpResponse<String> first = submit(key, "Idempotency-Key", "k1");
      assertThat(first.statusCode()).isEqualTo(202);
      HttpResponse<String> again = submit(key, "Idempotency-Key", "k1");
      assertThat(again.statusCode()).isEqualTo(200);
      assertThat(again.body()).isEqualTo(first.body());
      assertThat(submit(poor, "Idempotency-Key", "k0").statusCode()).isEqualTo(200);
      String job = "/v1/jobs/" + TestApi.jobId(first);
      assertThat(code(api.send(with(key, job)), 503)).isEqualTo("database_unavailable");
      assertThat(code(api.send(with(key, job).DELETE()), 503)).isEqualTo("database_unavailable");
      assertThat(code(api.get("/v1/admin/keys"), 503)).isEqualTo("database_unavailable");
    } finally {
      postgres.restart();
    }
    String job = "/v1/jobs/" + TestApi.jobId(submit(key));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> api.send(with(key, job)).statusCode() == 200);
    await().atMost(Duration.ofSeconds(20)).until(() -> submit("slk_neverseen").statusCode() == 401);
  }

  @Test
  void aDatabaseThatHangsDelaysAnIdempotentSubmissionByItsBoundOnce() throws Exception {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE job IN ACCESS EXCLUSIVE MODE");
      int holder = connection.unwrap(PGConnection.class).getBackendPID();
      long start = System.nanoTime();
      for (int i = 0; i < 6; i++) {
        post("hang-" + i);
      }
      // One waits, and finds out for those that come within a second after it. It is left behind in
      // the database, where it waits on.
      long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
      assertThat(waitingFor(holder)).isBetween(1L, 1 + seconds / 2);
      String job = "/v1/jobs/" + TestApi.jobId(api.post("/v1/jobs", BODY));
      // A statement that the database itself ended would be an internal error.
      assertThat(api.get(job).statusCode()).isEqualTo(503);
      connection.rollback();
      assertThat(api.get(job).statusCode()).isEqualTo(200);
    }
  }

  /** Of submissions that look for their key. */
  private static long waitingFor(int holder) {
    return requireNonNull(
        api.sql()
            .queryForObject(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE ? = ANY (pg_blocking_pids(pid)) AND query LIKE '%job.digest%'
                """,
                Long.class, holder));
  }

  private static void post(String idempotencyKey) throws Exception {
    assertThat(api.post("/v1/jobs", BODY, "Idempotency-Key", idempotencyKey).statusCode())
        .isEqualTo(202);
  }

  private static String keyForOneJobAMinute() throws Exception {
    return TestApi.json(
            api.post(
                "/v1/admin/keys",
                """
                {"tenant":"poor","name":"test","scopes":["jobs:write"],"limits":{"tokens_per_minute":1100}}
                """))
        .path("key")
        .asString();
  }

  private static HttpResponse<String> ready() throws Exception {
    return api.send(api.anonymous("/ready"));
  }

  private static HttpResponse<String> submit(String key, String... headers) throws Exception {
    return api.send(TestApi.posting(with(key, "/v1/jobs"), BODY, headers));
  }

  private static HttpRequest.Builder with(String key, String path) {
    return api.anonymous(path).header("X-API-Key", key);
  }

  private static String code(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return TestApi.json(response).path("code").asString();
  }
}
