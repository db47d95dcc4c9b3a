package dev.sluice.api.deliveries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.DeliveryRows;
import dev.sluice.api.JobRows;
import dev.sluice.api.TestApi;
import dev.sluice.job.JobId;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class JobDeliveriesIT {

  private final TestApi api = TestApi.shared();

  JobDeliveriesIT() throws Exception {}

  @Test
  void aJobsDeliveriesAreShownWithTheirAttempts() throws Exception {
    JobId job = api.submit();
    new JobRows(api).store(job, "admin", "digest");
    UUID delivery = deliver(job);
    api.sql()
        .update(
            """
            INSERT INTO delivery_attempt (delivery_id, attempt, started_at, duration_ms, url, status_code, failure,
                                          response_body, next_attempt_at)
            VALUES (?, 1, now(), 12, 'https://example.com/hook', 500, 'http_status', 'oops', now()),
                   (?, 2, now(), 7, 'https://example.com/hook', 200, NULL, NULL, NULL)
            """,
            delivery,
            delivery);

    JsonNode items = TestApi.json(api.get("/v1/jobs/" + job + "/deliveries")).path("items");
    assertThat(items).hasSize(1);
    JsonNode shown = items.get(0);
    assertThat(shown.path("delivery_id").asString()).isEqualTo(delivery.toString());
    assertThat(shown.path("event").asString()).isEqualTo("job.completed");
    assertThat(shown.path("url").asString()).isEqualTo("https://example.com/hook");
    assertThat(shown.path("status").asString()).isEqualTo("delivered");
    assertThat(shown.path("next_attempt_at").isNull()).isTrue();
    assertThat(shown.path("attempts")).hasSize(2);
    JsonNode first = shown.path("attempts").get(0);
    assertThat(first.path("attempt").asInt()).isEqualTo(1);
    assertThat(first.path("status_code").asInt()).isEqualTo(500);
    assertThat(first.path("failure").asString()).isEqualTo("http_status");
    assertThat(first.path("response_body").asString()).isEqualTo("oops");
    assertThat(shown.path("attempts").get(1).path("failure").isNull()).isTrue();
  }

  @Test
  void thoseToEndpointsAreAmongThem() throws Exception {
    JobId job = api.submit();
    new JobRows(api).store(job, "admin", "digest");
    UUID own = deliver(job);
    DeliveryRows rows = new DeliveryRows(api);
    UUID endpoint = rows.endpoint("admin");
    UUID second = rows.store(endpoint, "held", Instant.parse("2100-01-01T00:00:00Z"));
    api.sql().update("UPDATE delivery SET job_id = ? WHERE id = ?", job.value(), second);
    JsonNode items = TestApi.json(api.get("/v1/jobs/" + job + "/deliveries")).path("items");
    assertThat(items.valueStream().map(item -> item.path("delivery_id").asString()))
        .containsExactly(own.toString(), second.toString());
    assertThat(items.get(0).propertyNames()).contains("job_id").doesNotContain("webhook_id");
    assertThat(items.get(1).path("webhook_id").asString()).isEqualTo(endpoint.toString());
    assertThat(items.get(1).path("job_id").asString()).isEqualTo(job.toString());
  }

  /** Its own webhook and 100 endpoints, for two events. */
  @Test
  void allAreShownHoweverManyEndpointsHearOfIt() throws Exception {
    JobId job = api.submit();
    new JobRows(api).store(job, "admin", "digest");
    for (int i = 0; i < 202; i++) {
      deliver(job);
    }
    assertThat(TestApi.json(api.get("/v1/jobs/" + job + "/deliveries")).path("items")).hasSize(202);
  }

  @Test
  void aJobWithoutDeliveriesHasNone() throws Exception {
    assertThat(api.get("/v1/jobs/" + api.submit() + "/deliveries").body())
        .isEqualTo("{\"items\":[]}");
  }

  private UUID deliver(JobId job) {
    UUID id = UUID.randomUUID();
    api.sql()
        .update(
            """
            WITH stored AS (
              INSERT INTO delivery (id, event_id, target, event_type, job_id, tenant, url, secret, destination, status, attempt,
                                    next_attempt_at, completed_at)
              VALUES (?, ?, 'job', 'job.completed', ?, 'admin', 'https://example.com/hook?token=abc', 'sealed',
                      'admin/example.com', 'delivered', 2, now(), now())
              RETURNING id, event_id, tenant
            )
            INSERT INTO webhook_event (id, tenant, occurred_at, body)
            SELECT event_id, tenant, now(), '{}' FROM stored
            """,
            id,
            UUID.randomUUID(),
            job.value());
    return id;
  }
}
