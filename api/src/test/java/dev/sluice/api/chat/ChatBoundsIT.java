package dev.sluice.api.chat;

import static dev.sluice.api.chat.ChatApi.chat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.TestApi;
import dev.sluice.api.http.sse.RawClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a chat may cost at most, with bounds short enough to meet them. */
class ChatBoundsIT {

  private static ChatApi api;

  @BeforeAll
  static void start() {
    api =
        new ChatApi(
            Map.of(
                "sluice.chat.max-concurrent", "3",
                "sluice.chat.timeout", "6s",
                "sluice.chat.idle-timeout", "2s",
                "sluice.chat.permit-patience", "200ms",
                "sluice.sse.keep-alive", "300ms",
                "sluice.provider.anthropic.max-in-flight", "1"));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void wholeAnswerThatTakesTooLongIsATimeout() throws Exception {
    String name = UUID.randomUUID() + " [[sim: hang]]";
    HttpResponse<String> response = api.post("/v1/chat", chat("gpt-4o", name));

    assertTimeout(TestApi.json(response).toString(), response.statusCode());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> api.calls(name).getFirst().path("outcome").asString().equals("client_gone"));
  }

  @Test
  void silenceBeforeTheFirstPieceIsFilledAndBounded() throws Exception {
    HttpResponse<String> response = api.post("/v1/chat/stream", chat("gpt-4o", "x [[sim: hang]]"));

    // The silence outlasted the keep-alive, so the stream had begun.
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .startsWith(": keep-alive\n\n: keep-alive\n\n")
        .contains("data: {\"error\":{\"error\":\"provider_timeout\",")
        .doesNotContain("[DONE]");
  }

  @Test
  void silenceInTheMiddleIsFilledAndBounded() throws Exception {
    HttpResponse<String> response =
        api.post("/v1/chat/stream", chat("claude-sonnet-4-5", "x [[sim: stall:3]]"));

    // A provider that is slow to begin is waited for with a comment, too.
    assertThat(response.body())
        .containsSubsequence(
            "data: {\"content\":",
            "\"finish_reason\":null}\n\n: keep-alive\n\n",
            "data: {\"error\":{\"error\":\"provider_timeout\",")
        .doesNotContain("[DONE]");
  }

  @Test
  void streamThatGoesOnForTooLongIsEnded() throws Exception {
    HttpResponse<String> response =
        api.post("/v1/chat/stream", chat("gpt-4o", "x [[sim: ok rate:10 tokens:600]]"));

    assertThat(response.body())
        .contains("data: {\"error\":{\"error\":\"provider_timeout\",")
        .doesNotContain("[DONE]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/chat", "/v1/chat/stream", "/v2/chat"})
  void chatWithoutAPlaceIsRefusedAtOnce(String path) throws Exception {
    List<RawClient> others = new ArrayList<>();
    String name = UUID.randomUUID() + " [[sim: hang]]";
    try {
      for (int i = 0; i < 3; i++) {
        others.add(api.open("/v1/chat", chat("gpt-4o", name)));
      }
      await().until(() -> api.calls(name).size() == 3);

      assertUnavailable(api.post(path, chat("gpt-4o", "Hello")), "chat_overloaded");
      // It has not waited for one of the others to end.
      assertThat(api.calls(name))
          .allSatisfy(call -> assertThat(call.path("outcome").asString()).isEqualTo("open"));
    } finally {
      for (RawClient other : others) {
        other.close();
      }
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> api.post(path, chat("gpt-4o", "Hello")).statusCode() == 200);
  }

  @Test
  void chatDoesNotQueueForAProvidersPermit() throws Exception {
    String name = UUID.randomUUID() + " [[sim: hang]]";
    try (RawClient _ = api.open("/v1/chat", chat("claude-sonnet-4-5", name))) {
      await().until(() -> api.calls(name).size() == 1);

      assertUnavailable(
          api.post("/v1/chat/stream", chat("claude-sonnet-4-5", "Hello")), "provider_busy");
      assertThat(api.post("/v1/chat", chat("gpt-4o", "Hello")).statusCode()).isEqualTo(200);
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> api.permitsTaken() == 0);
  }

  @Test
  void refusalIsNotRepeatedOnceTimeIsUp() throws Exception {
    String name = UUID.randomUUID() + " [[sim: 429:6 ok]]";
    assertThat(api.post("/v1/chat", chat("gpt-4o", name)).statusCode()).isEqualTo(502);
    assertThat(api.calls(name)).hasSize(1);
  }

  private static void assertTimeout(String body, int status) {
    assertThat(status).isEqualTo(504);
    assertThat(body).startsWith("{\"error\":\"provider_timeout\",\"code\":\"provider_timeout\",");
  }

  private static void assertUnavailable(HttpResponse<String> response, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
    assertThat(TestApi.json(response).path("error").asString()).isEqualTo("service_unavailable");
    assertThat(TestApi.json(response).path("code").asString()).isEqualTo(code);
    assertThat(response.headers().firstValue("retry-after")).contains("1");
  }
}
