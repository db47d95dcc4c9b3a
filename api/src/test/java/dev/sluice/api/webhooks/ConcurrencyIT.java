package dev.sluice.api.webhooks;

import static dev.sluice.api.webhooks.Tenant.PATH;
import static dev.sluice.api.webhooks.Tenant.URL;
import static dev.sluice.api.webhooks.Tenant.at;
import static dev.sluice.api.webhooks.Tenant.json;
import static dev.sluice.api.webhooks.Tenant.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.TestApi;
import dev.sluice.testing.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What several do at once, on two replicas. */
class ConcurrencyIT {

  private static final Map<String, String> SETTINGS = Map.of("sluice.webhooks.max-endpoints", "5");

  private static final TestDatabase database = TestApi.freshDatabase();
  private static final TestApi api = TestApi.start(SETTINGS, database);
  private static final TestApi replica = TestApi.start(SETTINGS, database);

  private final Tenant tenant = Tenant.of(api);

  @AfterAll
  static void close() {
    replica.close();
    api.close();
  }

  /** A delivery refers to its endpoint. */
  @Test
  void anEventIsPlannedWhileItsWebhookIsBeingChanged() throws Exception {
    UUID id = UUID.fromString(tenant.id());
    api.sql()
        .update(
            "INSERT INTO endpoint_failing (endpoint_id, failures, since) VALUES (?, 1, now())", id);
    try (Connection holding = database.dataSource().getConnection();
        Statement statement = holding.createStatement()) {
      holding.setAutoCommit(false);
      // A change of the URL deletes this row once it has locked and changed the endpoint's.
      statement.execute("SELECT FROM endpoint_failing FOR UPDATE");
      String change = "{\"url\":\"https://example.com/other\",\"description\":\"changed\"}";
      CompletableFuture<HttpResponse<String>> changed =
          api.sendAsync(
              api.request(at(id.toString()), tenant.name())
                  .header("Content-Type", "application/json")
                  .method("PATCH", BodyPublishers.ofString(change)));
      await().until(() -> waiting() == 1);
      plan(id);
      holding.commit();
      assertThat(changed.get().statusCode()).isEqualTo(200);
    }
    assertThat(tenant.show(id.toString()).path("description").asString()).isEqualTo("changed");
  }

  /** By a connection of its own; the change goes on only after it. */
  private static void plan(UUID endpoint) {
    try (Connection planning = database.dataSource().getConnection();
        Statement statement = planning.createStatement()) {
      statement.execute("SET lock_timeout = '2s'");
      statement.execute(
          """
          WITH stored AS (
            INSERT INTO delivery (id, event_id, target, event_type, tenant, url, destination,
                                  status, next_attempt_at, endpoint_id)
            SELECT gen_random_uuid(), gen_random_uuid(), id::text, 'job.completed', tenant, url,
                   id::text, 'pending', now(), id
            FROM webhook_endpoint WHERE id = '%s'
            RETURNING id, event_id, tenant
          )
          INSERT INTO webhook_event (id, tenant, occurred_at, body)
          SELECT event_id, tenant, now(), '{}' FROM stored
          """
              .formatted(endpoint));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void neverMoreWebhooksThanAllowedHoweverManyAreMadeAtOnce() throws Exception {
    Tenant elsewhere = new Tenant(replica, tenant.name());
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      for (Tenant caller : List.of(tenant, elsewhere)) {
        answers.add(
            caller
                .api()
                .sendAsync(TestApi.posting(caller.api().request(PATH, caller.name()), URL)));
      }
    }
    List<String> made = new ArrayList<>();
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      if (answer.get().statusCode() == 201) {
        made.add(json(answer.get(), 201).path("id").asString());
      } else {
        refused(answer.get(), 409, "too_many_webhooks");
      }
    }
    assertThat(made).hasSize(5);
    assertThat(json(tenant.get(PATH), 200).path("total").asInt()).isEqualTo(5);
    // Deleting one makes room for one; another tenant has room anyway.
    json(elsewhere.delete(made.getFirst()), 200);
    tenant.make(URL);
    refused(tenant.post(PATH, URL), 409, "too_many_webhooks");
    Tenant.of(api).make(URL);
  }

  /** As the dispatcher disables one that answered 410, while its owner changes something else. */
  @Test
  void aChangeDoesNotUndoWhatTheDispatcherDoesMeanwhile() throws Exception {
    String id = tenant.id();
    try (Connection dispatcher = database.dataSource().getConnection();
        PreparedStatement gone =
            dispatcher.prepareStatement(
                """
                UPDATE webhook_endpoint SET enabled = false, disabled_reason = 'gone', disabled_at = now()
                WHERE id = ?
                """)) {
      dispatcher.setAutoCommit(false);
      gone.setObject(1, UUID.fromString(id));
      gone.executeUpdate();
      CompletableFuture<HttpResponse<String>> change =
          api.sendAsync(
              api.request(at(id), tenant.name())
                  .header("Content-Type", "application/json")
                  .method("PATCH", BodyPublishers.ofString("{\"description\":\"new\"}")));
      await().atMost(Duration.ofSeconds(4)).until(() -> waiting() > 0);
      dispatcher.commit();
      var changed = json(change.get(), 200);
      assertThat(changed.path("description").asString()).isEqualTo("new");
      assertThat(changed.path("disabled_reason").asString()).isEqualTo("gone");
    }
    assertThat(tenant.show(id).path("enabled").asBoolean()).isFalse();
  }

  @Test
  void aRowThatIsHeldForLongEndsAChangeInTheShapeWithinItsBound() throws Exception {
    String id = tenant.id();
    try (Connection other = database.dataSource().getConnection();
        PreparedStatement lock =
            other.prepareStatement("SELECT FROM webhook_endpoint WHERE id = ? FOR UPDATE")) {
      other.setAutoCommit(false);
      lock.setObject(1, UUID.fromString(id));
      lock.execute();
      // A statement that the database itself ended would be an internal error.
      refused(tenant.rotate(id, "{}"), 503, "database_unavailable");
      other.rollback();
    }
    assertThat(tenant.show(id).path("secrets")).hasSize(1);
  }

  /** A settlement locks what counts failures before the endpoint, enabling does the reverse. */
  @Test
  void aDeadlockWithTheDispatcherIsSeenByNobody() throws Exception {
    String id = tenant.id();
    tenant.change(id, "{\"enabled\":false}");
    api.sql()
        .update(
            "INSERT INTO endpoint_failing (endpoint_id, failures, since) VALUES (?::uuid, 1,"
                + " now())",
            id);
    try (Connection dispatcher = database.dataSource().getConnection();
        PreparedStatement count =
            dispatcher.prepareStatement(
                "UPDATE endpoint_failing SET failures = 2 WHERE endpoint_id = ?");
        PreparedStatement touch =
            dispatcher.prepareStatement(
                "UPDATE webhook_endpoint SET updated_at = updated_at WHERE id = ?")) {
      dispatcher.setAutoCommit(false);
      dispatcher.createStatement().execute("SET LOCAL deadlock_timeout = '20s'");
      count.setObject(1, UUID.fromString(id));
      count.executeUpdate();
      CompletableFuture<HttpResponse<String>> enabling =
          api.sendAsync(
              api.request(at(id), tenant.name())
                  .header("Content-Type", "application/json")
                  .method("PATCH", BodyPublishers.ofString("{\"enabled\":true}")));
      await().atMost(Duration.ofSeconds(4)).until(() -> waiting() > 0);
      touch.setObject(1, UUID.fromString(id));
      touch.executeUpdate();
      dispatcher.commit();
      assertThat(json(enabling.get(), 200).path("enabled").asBoolean()).isTrue();
    }
  }

  private static int waiting() {
    Integer waiting =
        api.sql()
            .queryForObject(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """,
                Integer.class);
    return waiting == null ? 0 : waiting;
  }
}
