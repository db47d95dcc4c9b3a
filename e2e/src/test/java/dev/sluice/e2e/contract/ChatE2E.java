package dev.sluice.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.client.Client;
import dev.sluice.e2e.client.OpenStream;
import dev.sluice.e2e.client.TextResponse;
import dev.sluice.e2e.stack.SharedStack;
import dev.sluice.e2e.stack.Stack;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SharedStack
class ChatE2E {
  private static final String WEATHER =
      """
      "tools": [{"type": "function", "function": {"name": "weather", "description": "The weather of a town",
        "parameters": {"type": "object", "properties": {"town": {"type": "string"}}, "required": ["town"]}}}]
      """;

  private final Stack stack;

  ChatE2E(Stack stack) {
    this.stack = stack;
  }

  @ParameterizedTest
  @EnumSource
  void chatReturnsAnAnswer(ProviderProtocol protocol) {
    TextResponse response = stack.newClient().post("/v1/chat", chat(protocol, "Say hello."));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.json().propertyNames())
        .containsExactlyInAnyOrder("content", "model", "usage", "finish_reason");
    assertThat(response.json().path("content").asString()).isNotBlank();
    assertThat(response.json().path("finish_reason").asString()).isEqualTo("stop");
    assertUsage(response.json().path("usage"));
    assertDeprecated(response);
  }

  @ParameterizedTest
  @EnumSource
  void chatStreamHasTheExactFormat(ProviderProtocol protocol) {
    TextResponse response = stack.newClient().post("/v1/chat/stream", chat(protocol, "Say hello."));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("content-type")).startsWith("text/event-stream");
    assertThat(response.header("cache-control")).isEqualTo("no-cache");
    assertThat(response.header("x-accel-buffering")).isEqualTo("no");
    assertDeprecated(response);
    String string = "\"(?:[^\"\\\\]|\\\\.)*\"";
    assertThat(response.body())
        .matches(
            "(data: \\{\"content\":"
                + string
                + ",\"finish_reason\":null}\n\n)+"
                + "data: \\{\"content\":"
                + string
                + ",\"finish_reason\":\"stop\"}\n\n"
                + "data: \\[DONE]\n\n");
  }

  @ParameterizedTest
  @EnumSource
  void toolIsCalled(ProviderProtocol protocol) {
    TextResponse response =
        stack.newClient().post("/v2/chat", chat(protocol, "Rain? [[sim: tool]]", WEATHER));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.json().path("id").asString()).isNotBlank();
    assertThat(response.json().path("finish_reason").asString()).isEqualTo("tool_calls");
    JsonNode call = response.json().path("tool_calls").path(0);
    assertThat(call.path("type").asString()).isEqualTo("function");
    assertThat(call.path("function").path("name").asString()).isEqualTo("weather");
    String arguments = call.path("function").path("arguments").asString();
    assertThat(JsonMapper.shared().readTree(arguments).isObject()).isTrue();
    assertThat(response.headers().firstValue("deprecation")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void answerConformsToASchema(ProviderProtocol protocol) {
    String format =
        """
        "response_format": {"type": "json_schema", "json_schema": {"name": "town", "strict": true,
          "schema": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"],
          "additionalProperties": false}}}
        """;
    TextResponse response = stack.newClient().post("/v2/chat", chat(protocol, "A town.", format));

    JsonNode content = JsonMapper.shared().readTree(response.json().path("content").asString());
    assertThat(content.path("name").isString()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void version2StreamEndsWithUsage(ProviderProtocol protocol) {
    TextResponse response =
        stack
            .newClient()
            .post(
                "/v2/chat", chat(protocol, "Rain? [[sim: tool]]", WEATHER + ", \"stream\": true"));

    List<String> frames = response.body().lines().filter(line -> !line.isEmpty()).toList();
    assertThat(frames).allMatch(line -> line.startsWith("data: "));
    assertThat(frames.getLast()).isEqualTo("data: [DONE]");
    JsonNode usage = document(frames.get(frames.size() - 2)).path("usage");
    assertUsage(usage);
    List<JsonNode> documents =
        frames.subList(0, frames.size() - 2).stream().map(ChatE2E::document).toList();
    assertThat(documents)
        .anyMatch(frame -> frame.path("tool_calls").path(0).path("function").has("name"));
    assertThat(documents.getLast().path("finish_reason").asString()).isEqualTo("tool_calls");
  }

  @ParameterizedTest
  @EnumSource
  void interruptedStreamEndsWithAnErrorEvent(ProviderProtocol protocol) {
    TextResponse response =
        stack.newClient().post("/v1/chat/stream", chat(protocol, "Poem. [[sim: cut:5]]"));

    assertThat(response.status()).isEqualTo(200);
    List<String> frames = response.body().lines().filter(line -> !line.isEmpty()).toList();
    JsonNode error = document(frames.getLast()).path("error");
    assertThat(error.path("error").asString()).isEqualTo("provider_error");
    assertThat(error.path("code").isString()).isTrue();
    assertThat(frames.subList(0, frames.size() - 1))
        .isNotEmpty()
        .allMatch(line -> line.endsWith("\"finish_reason\":null}"));
  }

  @ParameterizedTest
  @EnumSource
  void failureBeforeTheFirstByteIsAnErrorResponse(ProviderProtocol protocol) {
    TextResponse response =
        stack.newClient().post("/v1/chat/stream", chat(protocol, "Poem. [[sim: 400]]"));

    assertThat(response.status()).isGreaterThanOrEqualTo(400);
    assertThat(response.header("content-type")).startsWith("application/json");
    assertThat(response.json().propertyNames()).contains("error", "code", "message");
    assertDeprecated(response);
  }

  @ParameterizedTest
  @EnumSource
  void clientDisconnectCancelsTheProviderCall(ProviderProtocol protocol) {
    Client client = stack.newClient();
    String name = stack.uniqueName() + " leaves";
    try (OpenStream stream =
        client.open("/v1/chat/stream", chat(protocol, name + " [[sim: ok rate:10 tokens:600]]"))) {
      stream.awaitLine("\"finish_reason\":null");
      assertThat(stack.provider().containing(name).getFirst().isOpen()).isTrue();
    }

    await("the provider notices the disconnect")
        // The complete answer would take a minute.
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> stack.provider().containing(name).getFirst().outcome().equals("client_gone"));
  }

  private static String chat(ProviderProtocol protocol, String text, String... more) {
    return """
    {"model": "%s", "messages": [{"role": "user", "content": "%s"}]%s}
    """
        .formatted(protocol.model(), text, more.length == 0 ? "" : ", " + more[0]);
  }

  private static JsonNode document(String frame) {
    return JsonMapper.shared().readTree(frame.substring("data: ".length()));
  }

  private static void assertUsage(JsonNode usage) {
    assertThat(usage.path("prompt_tokens").asInt()).isPositive();
    assertThat(usage.path("completion_tokens").asInt()).isPositive();
    assertThat(usage.path("total_tokens").asInt())
        .isEqualTo(usage.path("prompt_tokens").asInt() + usage.path("completion_tokens").asInt());
  }

  private static void assertDeprecated(TextResponse response) {
    assertThat(response.header("deprecation")).matches("@[0-9]+");
    assertThat(response.header("sunset"))
        .matches("[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT");
    assertThat(response.header("link")).isEqualTo("</v2/chat>; rel=\"successor-version\"");
  }
}
