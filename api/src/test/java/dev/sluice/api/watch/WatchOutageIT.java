package dev.sluice.api.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.JobRows;
import dev.sluice.api.TestApi;
import dev.sluice.embedded.EmbeddedDatabase;
import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.job.JobId;
import dev.sluice.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchOutageIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void aStreamOutlivesTheDatabaseAndGoesOnWithIt() throws Exception {
    EmbeddedDatabase postgres =
        EmbeddedDatabase.start(new EmbeddedDatabase.Config(folder.resolve("pg"), 0));
    postgres.createDatabase("sluice");
    TestDatabase database =
        new TestDatabase(
            "sluice", postgres.jdbcUrl("sluice"), postgres.username(), postgres.password());
    try (TestApi api = TestApi.start(Map.of("sluice.sse.keep-alive", "300ms"), database);
        Publisher processor = new Publisher(api)) {
      JobId id = running(api);
      try (Events events = Events.of(api, id)) {
        await().atMost(PATIENCE).until(() -> !processor.watchers(id).isEmpty());
        postgres.stop();
        int comments = events.comments().size();
        processor.publish(id, 1, 0, "still ");
        await().atMost(PATIENCE).until(() -> events.content().equals("still "));
        await().atMost(PATIENCE).until(() -> events.comments().size() > comments + 2);
        assertThat(events.isOver()).isFalse();
        assertThat(api.get("/v1/jobs/" + id + "/events").statusCode()).isEqualTo(503);
        postgres.restart();
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> {
              new JobRows(api).complete(id);
              return true;
            });
        await().atMost(PATIENCE).until(events::isOver);
        assertThat(events.types()).endsWith("completed");
      }
    } finally {
      postgres.close();
    }
  }

  @Test
  void withoutTheBrokerTheAnswerComesAtTheEnd() throws Exception {
    EmbeddedKafka kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(folder.resolve("k"), 0));
    try (TestApi api =
        TestApi.start(Map.of("spring.kafka.bootstrap-servers", kafka.bootstrapServers()))) {
      JobId id = running(api);
      kafka.close();
      try (Events events = Events.of(api, id)) {
        await().atMost(PATIENCE).until(() -> events.types().contains("status"));
        new JobRows(api).complete(id);
        await().atMost(PATIENCE).until(events::isOver);
        assertThat(events.types()).containsExactly("status", "content", "completed");
        // Nothing was asked for that nobody would have heard.
        assertThat(api.sql().queryForList("SELECT watcher FROM job_watch", UUID.class)).isEmpty();
      }
    } finally {
      kafka.close();
    }
  }

  @Test
  void aBrokerThatComesBackIsListenedToAgain() throws Exception {
    EmbeddedKafka kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(folder.resolve("k"), 0));
    try (TestApi api =
        TestApi.start(Map.of("spring.kafka.bootstrap-servers", kafka.bootstrapServers()))) {
      JobId id = running(api);
      kafka.close();
      try (Events events = Events.of(api, id)) {
        await().atMost(PATIENCE).until(() -> events.types().contains("status"));
        kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(folder.resolve("k"), kafka.port()));
        try (Publisher processor = new Publisher(api, kafka.bootstrapServers())) {
          await().atMost(PATIENCE).until(() -> !processor.watchers(id).isEmpty());
          processor.publish(id, 1, 0, "heard");
          await().atMost(PATIENCE).until(() -> events.content().equals("heard"));
        }
      }
    } finally {
      kafka.close();
    }
  }

  private static JobId running(TestApi api) throws Exception {
    JobId id = api.submit();
    JobRows rows = new JobRows(api);
    rows.store(id, "admin", "digest");
    rows.start(id);
    return id;
  }
}
