package dev.sluice.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.TextResponse;
import dev.sluice.e2e.stack.SharedStack;
import dev.sluice.e2e.stack.Stack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@SharedStack
class ServiceEndpointsE2E {
  private final Stack stack;

  ServiceEndpointsE2E(Stack stack) {
    this.stack = stack;
  }

  @ParameterizedTest
  @EnumSource
  void modelsOfEveryProviderAreListed(ProviderProtocol protocol) {
    JsonNode models = stack.newClient().get("/v1/models").json();

    assertThat(models.path("success").asBoolean()).isTrue();
    assertThat(models.path("error").isNull()).isTrue();
    assertThat(models.path("data").valueStream().map(JsonNode::asString))
        .contains(protocol.model())
        .hasSize(models.path("meta").path("count").asInt());
  }

  @Test
  void statusListsEveryProvider() {
    TextResponse response = stack.newClient().get("/status");

    assertThat(response.json().path("status").asString()).isEqualTo("healthy");
    assertThat(response.json().path("providers").path("openai").asString()).isEqualTo("healthy");
    assertThat(response.json().path("providers").path("anthropic").asString()).isEqualTo("healthy");
    assertThat(response.json().path("metrics").propertyNames())
        .contains(
            "cpu_percent", "memory_percent", "active_requests", "jobs_pending", "jobs_processing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/live", "/ready", "/openapi.json", "/docs"})
  void isPublic(String path) {
    assertThat(Client.anonymous(stack.api()).get(path).status()).isIn(200, 302);
  }

  @Test
  void everyResponseHasRateLimitHeaders() {
    TextResponse response = stack.newClient().get("/v1/jobs/no-such-job");

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.headers().map().keySet())
        .contains(
            "x-request-id",
            "x-ratelimit-limit-requests",
            "x-ratelimit-remaining-requests",
            "x-ratelimit-reset-requests",
            "x-ratelimit-limit-tokens",
            "x-ratelimit-remaining-tokens",
            "x-ratelimit-reset-tokens");
  }

  @Test
  void keyIsCreatedListedAndRevoked() {
    Client admin = stack.admin();
    String request =
        "{\"tenant\":\"%s\",\"name\":\"short-lived\",\"scopes\":[\"chat\"]}"
            .formatted(stack.uniqueName());
    TextResponse made = admin.post("/v1/admin/keys", request);

    assertThat(made.status()).isEqualTo(201);
    String id = made.json().path("id").asString();
    assertThat(admin.get("/v1/admin/keys").body())
        .contains(id)
        .doesNotContain(made.json().path("key").asString());
    assertThat(admin.delete("/v1/admin/keys/" + id).status()).isBetween(200, 204);
  }
}
