package dev.sluice.api.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.sluice.api.TestApi;
import dev.sluice.api.chat.ChatApi;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(value = ChatApi.LOCK, mode = ResourceAccessMode.READ)
class ModelsIT {

  @Test
  void modelsOfAllProvidersAreListedInOrder() throws Exception {
    HttpResponse<String> response = ChatApi.shared().api.get("/v1/models");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo(
            "{\"success\":true,\"data\":[\"claude-haiku-4-5\",\"claude-opus-4-5\",\"claude-sonnet-4-5\","
                + "\"gpt-4o\",\"gpt-4o-mini\",\"gpt-5\",\"gpt-5-mini\"],\"error\":null,\"meta\":{\"count\":7}}");
  }

  @Test
  void nobodyIsListedToWhoIsNotKnown() throws Exception {
    TestApi api = ChatApi.shared().api;
    assertThat(api.send(api.anonymous("/v1/models")).statusCode()).isEqualTo(401);
    assertThat(api.send(api.anonymous("/status")).statusCode()).isEqualTo(401);
  }

  /** One provider refuses connections, the other takes them and says nothing. */
  @Test
  void providersThatCannotBeReachedAreNotWaitedForAndTheConfiguredModelsAreListed()
      throws Exception {
    try (Socket closed = new Socket();
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      // Bound and not listening: it refuses connections, and nobody else is given the port.
      closed.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (TestApi api =
          TestApi.start(
              Map.of(
                  "sluice.provider.openai.base-url",
                      "http://127.0.0.1:" + closed.getLocalPort() + "/v1",
                  "sluice.provider.anthropic.base-url", "http://127.0.0.1:" + silent.getLocalPort(),
                  "sluice.provider.routes[0].pattern", "gpt-own",
                  "sluice.provider.routes[0].provider", "openai",
                  "sluice.provider.routes[1].pattern", "*",
                  "sluice.provider.routes[1].provider", "anthropic",
                  "sluice.models.configured", "z-model,gpt-own",
                  // The providers are asked by everybody who asks.
                  "sluice.models.refresh-after", "1ms"))) {
        // The silent one would be waited for for minutes.
        assertTimeout(
            Duration.ofSeconds(30),
            () ->
                assertThat(api.get("/v1/models").body())
                    .isEqualTo(
                        "{\"success\":true,\"data\":[\"gpt-own\",\"z-model\"],\"error\":null,"
                            + "\"meta\":{\"count\":2}}"));

        assertTimeout(
            Duration.ofSeconds(30),
            () -> {
              HttpResponse<String> status = api.get("/status");
              assertThat(TestApi.json(status).path("status").asString()).isEqualTo("degraded");
              assertThat(TestApi.json(status).path("providers").toString())
                  .isEqualTo("{\"anthropic\":\"unhealthy\",\"openai\":\"unhealthy\"}");
            });
      }
    }
  }

  /** What was listed once is listed on while its provider is away. */
  @Test
  void modelsAreRememberedAndTheProviderIsUnhealthyOnceItIsAway() throws Exception {
    try (ChatApi api = new ChatApi(Map.of("sluice.models.refresh-after", "200ms"))) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> api.api.get("/v1/models").body().contains("\"count\":7"));
      String before = api.api.get("/v1/models").body();
      api.stopProvider();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() ->
              TestApi.json(api.api.get("/status"))
                  .at("/providers/openai")
                  .asString()
                  .equals("unhealthy"));
      assertThat(api.api.get("/v1/models").body()).isEqualTo(before);
    }
  }
}
