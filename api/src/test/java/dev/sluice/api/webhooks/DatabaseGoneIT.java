package dev.sluice.api.webhooks;

import static dev.sluice.api.webhooks.Tenant.PATH;
import static dev.sluice.api.webhooks.Tenant.URL;
import static dev.sluice.api.webhooks.Tenant.at;
import static dev.sluice.api.webhooks.Tenant.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.sluice.api.TestApi;
import dev.sluice.embedded.EmbeddedDatabase;
import dev.sluice.testing.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseGoneIT {

  @TempDir private static Path folder;

  @Test
  void withoutTheDatabaseEverythingIsRefusedInTheShapeWithinItsBound() throws Exception {
    try (EmbeddedDatabase postgres =
        EmbeddedDatabase.start(new EmbeddedDatabase.Config(folder, 0))) {
      postgres.createDatabase("sluice");
      TestDatabase database =
          new TestDatabase(
              "sluice", postgres.jdbcUrl("sluice"), postgres.username(), postgres.password());
      try (TestApi api = TestApi.start(Map.of(), database)) {
        Tenant tenant = Tenant.of(api);
        String id = tenant.id();
        postgres.stop();
        List<Callable<HttpResponse<String>>> calls =
            List.of(
                () -> tenant.post(PATH, URL),
                () -> tenant.get(PATH),
                () -> tenant.get(at(id)),
                () -> tenant.patch(id, "{\"enabled\":false}"),
                () -> tenant.delete(id),
                () -> tenant.rotate(id, "{}"),
                () -> tenant.get(at(id) + "/public-key"),
                () -> tenant.post(at(id) + "/test", ""));
        for (Callable<HttpResponse<String>> call : calls) {
          assertTimeout(
              Duration.ofSeconds(30),
              () -> {
                HttpResponse<String> answer = call.call();
                refused(answer, 503, "database_unavailable");
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
              });
        }
        postgres.restart();
        await().atMost(Duration.ofSeconds(20)).until(() -> tenant.get(at(id)).statusCode() == 200);
        assertThat(tenant.show(id).path("enabled").asBoolean()).isTrue();
      }
    }
  }
}
