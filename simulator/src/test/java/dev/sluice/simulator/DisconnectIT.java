package dev.sluice.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Iterator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(Lifecycle.PER_CLASS)
class DisconnectIT {

  private static final Duration PROMPTLY = Duration.ofSeconds(1);

  private final RunningSimulator simulator = new RunningSimulator();

  @AfterAll
  void stop() {
    simulator.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hang", "ok:10m", "stall:2", "cut latency:10m", "500 latency:10m"})
  void clientThatDisconnectsDuringSilenceIsNoticedWithinASecond(String script) throws IOException {
    String directive = "[[sim: " + script + "]]";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port())) {
      socket.getOutputStream().write(request(directive));
      await().untilAsserted(() -> assertThat(outcome(directive)).isEqualTo("open"));
    }

    await()
        .atMost(PROMPTLY)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(outcome(directive)).isEqualTo("client_gone"));
  }

  @Test
  void sdkThatClosesItsStreamIsNoticedWithinASecond() {
    String directive = "[[sim: tokens:10000 rate:20]]";
    ChatCompletionCreateParams prompt =
        ChatCompletionCreateParams.builder().model("gpt-4o").addUserMessage(directive).build();
    OpenAIClient client = simulator.openAi();
    try (StreamResponse<ChatCompletionChunk> response =
        client.chat().completions().createStreaming(prompt)) {
      Iterator<ChatCompletionChunk> chunks = response.stream().iterator();
      chunks.next();
      chunks.next();
      assertThat(outcome(directive)).isEqualTo("open");
    }

    await()
        .atMost(PROMPTLY)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(outcome(directive)).isEqualTo("client_gone"));
    client.close();
  }

  private String outcome(String text) {
    return simulator.call(text).path("outcome").stringValue();
  }

  private static byte[] request(String message) {
    String body =
        "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
            .formatted(message);
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: sim\r\nAuthorization: Bearer any\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(body.length(), body)
        .getBytes(UTF_8);
  }
}
