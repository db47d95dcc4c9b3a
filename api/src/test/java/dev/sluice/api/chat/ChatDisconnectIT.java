package dev.sluice.api.chat;

import static dev.sluice.api.chat.ChatApi.chat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.Tries;
import dev.sluice.api.http.sse.RawClient;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that goes away, as the provider gets to know of it. */
@ResourceLock(ChatApi.LOCK)
class ChatDisconnectIT {

  /** Before the first keep-alive, at which a client that has gone would be noticed anyway. */
  private static final Duration PROMPTLY = Duration.ofSeconds(10);

  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private static ChatApi api;

  @BeforeAll
  static void start() throws Exception {
    api = ChatApi.shared();
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o, /v1/chat, hang",
    "claude-sonnet-4-5, /v2/chat, hang",
    "gpt-4o, /v1/chat/stream, hang",
    "claude-sonnet-4-5, /v1/chat/stream, hang",
    "gpt-4o, /v1/chat/stream, stall:3",
    "claude-sonnet-4-5, /v1/chat/stream, stall:3",
    "gpt-4o, /v1/chat/stream, ok rate:10 tokens:600",
    "claude-sonnet-4-5, /v1/chat/stream, ok rate:10 tokens:600",
  })
  void clientThatLeavesEndsTheCallAndFreesItsPermit(String model, String path, String script)
      throws Exception {
    String name = UUID.randomUUID() + " [[sim: " + script + "]]";
    try (RawClient client = api.open(path, chat(model, name))) {
      await().until(() -> api.calls(name).size() == 1);
      if (!script.equals("hang")) {
        client.readUntil("\"finish_reason\":null}\n\n");
      }
      assertThat(outcome(name)).isEqualTo("open");
      await().until(() -> api.permitsTaken() == 1);
    }
    awaitEndedPromptly(name);
  }

  private static void awaitEndedPromptly(String name) {
    await()
        .atMost(PROMPTLY)
        .until(() -> outcome(name).equals("client_gone") && api.permitsTaken() == 0);
  }

  @Test
  void clientThatLeavesAfterItsNextRequestEndsTheCallAsWell() throws Exception {
    String name = UUID.randomUUID() + " [[sim: hang]]";
    try (RawClient client = api.open("/v2/chat", chat("gpt-4o", name))) {
      await().until(() -> api.calls(name).size() == 1);
      client.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
      await().during(A_WHILE).until(() -> outcome(name).equals("open"));
    }
    awaitEndedPromptly(name);
  }

  @Test
  void clientThatLeavesDuringThePauseBeforeARepeatIsNotCalledFor() throws Exception {
    Tries.oneOfThree(_ -> {
      String name = UUID.randomUUID() + " [[sim: 429:3 ok]]";
      try (RawClient _ = api.open("/v1/chat", chat("gpt-4o", name))) {
        await().until(() -> api.calls(name).size() == 1);
      }
      await().during(Duration.ofSeconds(4)).until(() -> api.calls(name).size() == 1);
    });
  }

  @Test
  void connectionGoesOnAfterChatsAndTakesRequestsThatWereSentAhead() throws Exception {
    String whole = ChatApi.raw("/v1/chat", chat("gpt-4o", "Hello [[sim: ok latency:500ms]]"));
    String stream = ChatApi.raw("/v1/chat/stream", chat("gpt-4o", "Hello"));
    try (RawClient client = new RawClient(api.api.port())) {
      client.send(whole);
      assertThat(client.readUntil("\"finish_reason\":\"stop\"}")).startsWith("HTTP/1.1 200");
      client.send(stream);
      assertThat(client.readUntil("[DONE]\n\n\r\n0\r\n\r\n")).startsWith("HTTP/1.1 200");
      client.send(whole + stream + whole);
      client.readUntil("\"finish_reason\":\"stop\"}");
      client.readUntil("[DONE]\n\n\r\n0\r\n\r\n");
      assertThat(client.readUntil("\"finish_reason\":\"stop\"}")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void clientThatHalfClosesCountsAsGone() throws Exception {
    String name = UUID.randomUUID() + " [[sim: hang]]";
    try (RawClient client = api.open("/v1/chat", chat("gpt-4o", name))) {
      await().until(() -> api.calls(name).size() == 1);
      client.halfClose();
      await().atMost(PROMPTLY).until(() -> outcome(name).equals("client_gone"));
      assertThat(client.readToEnd()).startsWith("HTTP/1.1 499").contains("client_closed");
    }
  }

  private static String outcome(String name) throws Exception {
    return api.calls(name).getFirst().path("outcome").asString();
  }
}
