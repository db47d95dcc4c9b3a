package dev.sluice.api.chat;

import static dev.sluice.api.chat.ChatApi.chat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.TestApi;
import dev.sluice.api.http.sse.RawClient;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

class ChatShutdownIT {

  @Test
  void chatsGetTheirEndWhileTheProcessDrains() throws Exception {
    CompletableFuture<HttpResponse<String>> finishing;
    CompletableFuture<HttpResponse<String>> hanging;
    RawClient stream;
    try (ChatApi api = new ChatApi(Map.of("sluice.chat.drain", "4s"))) {
      finishing = send(api, chat("gpt-4o", "finishing [[sim: ok latency:1200ms]]"));
      hanging = send(api, chat("gpt-4o", "hanging [[sim: hang]]"));
      stream = api.open("/v1/chat/stream", chat("gpt-4o", "stalling [[sim: stall:3]]"));
      stream.readUntil("\"finish_reason\":null}\n\n");
      await().until(() -> api.calls("ing [[sim").size() == 3);
    }
    // The server would cut off after 20 s what still runs then.
    assertThat(finishing.join().statusCode()).isEqualTo(200);
    assertThat(hanging.join().statusCode()).isEqualTo(503);
    assertThat(TestApi.json(hanging.join()).path("code").asString()).isEqualTo("shutting_down");
    assertThat(stream.readToEnd())
        .contains("data: {\"error\":{\"error\":\"service_unavailable\",\"code\":\"shutting_down\"")
        .doesNotContain("[DONE]");
    stream.close();
  }

  /** As where the server does not wait: Spring closes it before the providers' clients. */
  @Test
  void chatsThatStillRunEndBeforeTheProvidersClientsAreClosed() throws Exception {
    try (ChatApi api = new ChatApi(Map.of())) {
      var hanging = send(api, chat("gpt-4o", "cut off [[sim: hang]]"));
      await().until(() -> api.calls("cut off [[sim").size() == 1);
      api.api.bean(Chats.class).close();
      assertThat(hanging.join().statusCode()).isEqualTo(503);
      assertThat(TestApi.json(hanging.join()).path("code").asString()).isEqualTo("shutting_down");
    }
  }

  @Test
  void aDrainThatTheServerDoesNotWaitForIsRefusedAtTheStart() {
    assertThatThrownBy(() ->
            TestApi.start(
                Map.of(
                    "sluice.chat.drain", "4500ms",
                    "spring.lifecycle.timeout-per-shutdown-phase", "5s")))
        .rootCause()
        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
        .hasMessageContaining("sluice.chat.drain")
        .hasMessageContaining("spring.lifecycle.timeout-per-shutdown-phase");
  }

  private static CompletableFuture<HttpResponse<String>> send(ChatApi api, String body) {
    return api.api.sendAsync(TestApi.posting(api.api.request("/v1/chat"), body));
  }
}
