package dev.sluice.api.chat;

import static dev.sluice.api.chat.ChatApi.chat;
import static dev.sluice.api.chat.ChatApi.documents;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.TestApi;
import dev.sluice.wire.Json;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Answers of both versions over both protocols. */
@ResourceLock(value = ChatApi.LOCK, mode = ResourceAccessMode.READ)
class ChatIT {

  private static final String GPT = "gpt-4o";
  private static final String CLAUDE = "claude-sonnet-4-5";
  private static final String WEATHER =
      """
      "tools":[{"type":"function","function":{"name":"weather",
        "parameters":{"type":"object","properties":{"town":{"type":"string"}}}}}],
      "tool_choice":"required"
      """;
  private static final String SCHEMA =
      """
      "response_format":{"type":"json_schema","json_schema":{"name":"town","schema":{"type":"object",
        "properties":{"name":{"type":"string"}},"required":["name"],"additionalProperties":false}}}
      """;

  private static ChatApi api;

  @BeforeAll
  static void start() throws Exception {
    api = ChatApi.shared();
  }

  @ParameterizedTest
  @ValueSource(strings = {GPT, CLAUDE})
  void version1AnswersWithItsFourFields(String model) throws Exception {
    HttpResponse<String> response = api.post("/v1/chat", chat(model, "Hello"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    JsonNode answer = TestApi.json(response);
    assertThat(answer.propertyNames())
        .containsExactly("content", "model", "usage", "finish_reason");
    assertThat(answer.path("content").asString()).isNotBlank();
    assertThat(answer.path("finish_reason").asString()).isEqualTo("stop");
    assertUsage(answer.path("usage"));
  }

  @ParameterizedTest
  @ValueSource(strings = {GPT, CLAUDE})
  void version2NamesTheChatAndItsToolCalls(String model) throws Exception {
    JsonNode answer = TestApi.json(api.post("/v2/chat", chat(model, "Rain?", WEATHER)));

    assertThat(answer.path("id").asString()).matches("chat_[0-9a-f]{32}");
    assertThat(answer.path("finish_reason").asString()).isEqualTo("tool_calls");
    JsonNode call = answer.path("tool_calls").path(0);
    assertThat(call.path("type").asString()).isEqualTo("function");
    assertThat(call.path("id").asString()).isNotBlank();
    assertThat(call.at("/function/name").asString()).isEqualTo("weather");
    assertThat(Json.mapper().readTree(call.at("/function/arguments").asString()).isObject())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {GPT, CLAUDE})
  void resultsOfToolsAreTakenBack(String model) throws Exception {
    String messages =
        """
        {"model":"%s","top_p":0.9,"seed":7,"messages":[{"role":"user","content":"Rain?"},
         {"role":"assistant","tool_calls":[{"id":"c1","type":"function",
           "function":{"name":"weather","arguments":"{}"}}]},
         {"role":"tool","tool_call_id":"c1","content":"Yes."}],
         "tools":[{"type":"function","function":{"name":"weather"}}]}
        """
            .formatted(model);
    HttpResponse<String> response = api.post("/v2/chat", messages);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(TestApi.json(response).has("tool_calls")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {GPT, CLAUDE})
  void version1TakesAToolsMessageThatNamesNoCall(String model) throws Exception {
    String messages =
        """
        {"model":"%s","messages":[{"role":"system","content":"Brief."},
         {"role":"user","content":"Rain?"},{"role":"assistant","content":"I look."},
         {"role":"tool","content":"Yes."}],"user_id":"u"}
        """
            .formatted(model);
    assertThat(api.post("/v1/chat", messages).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {GPT, CLAUDE})
  void answerKeepsToASchema(String model) throws Exception {
    JsonNode answer = TestApi.json(api.post("/v2/chat", chat(model, "A town.", SCHEMA)));

    JsonNode content = Json.mapper().readTree(answer.path("content").asString());
    assertThat(content.propertyNames()).containsExactly("name");
  }

  @ParameterizedTest
  @ValueSource(strings = {GPT, CLAUDE})
  void streamOfVersion1IsExactToTheByte(String model) throws Exception {
    HttpResponse<String> response = api.post("/v1/chat/stream", chat(model, "Hello"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
    assertThat(response.headers().allValues("cache-control")).containsExactly("no-cache");
    assertThat(response.headers().firstValue("x-accel-buffering")).contains("no");
    String string = "\"(?:[^\"\\\\]|\\\\.)*\"";
    assertThat(response.body())
        .matches(
            "(data: \\{\"content\":%s,\"finish_reason\":null}\n\n){6,}".formatted(string)
                + "data: \\{\"content\":\"\",\"finish_reason\":\"stop\"}\n\ndata: \\[DONE]\n\n");
    assertThat(joined(response.body())).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {GPT, CLAUDE})
  void streamOfVersion2EndsWithItsUsage(String model) throws Exception {
    HttpResponse<String> response =
        api.post("/v2/chat", chat(model, "Rain?", WEATHER, "\"stream\":true"));

    assertThat(response.body()).endsWith("}\n\ndata: [DONE]\n\n");
    List<JsonNode> frames = documents(response.body());
    assertThat(frames.getLast().propertyNames()).containsExactly("usage");
    assertUsage(frames.getLast().path("usage"));
    assertThat(frames.get(frames.size() - 2).toString())
        .isEqualTo("{\"content\":\"\",\"finish_reason\":\"tool_calls\"}");
    JsonNode first = frames.getFirst();
    assertThat(first.propertyNames()).containsExactly("content", "tool_calls", "finish_reason");
    assertThat(first.at("/tool_calls/0/index").asInt()).isZero();
    assertThat(first.at("/tool_calls/0/type").asString()).isEqualTo("function");
    assertThat(first.at("/tool_calls/0/function/name").asString()).isEqualTo("weather");
    String arguments =
        frames.stream()
            .map(frame -> frame.at("/tool_calls/0/function/arguments").asString(""))
            .collect(Collectors.joining());
    assertThat(Json.mapper().readTree(arguments).isObject()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {GPT, CLAUDE})
  void streamThatBreaksSaysSoAndDoesNotPretendToEnd(String model) throws Exception {
    for (String step : List.of("cut:5", "break:5", "malformed:5")) {
      String name = UUID.randomUUID() + " [[sim: " + step + " ok]]";
      HttpResponse<String> response = api.post("/v1/chat/stream", chat(model, name));

      assertThat(response.statusCode()).isEqualTo(200);
      List<JsonNode> frames = documents(response.body());
      JsonNode error = frames.getLast().path("error");
      assertThat(error.propertyNames()).containsExactly("error", "code", "message");
      assertThat(error.path("error").asString()).isEqualTo("provider_error");
      assertThat(frames.subList(0, frames.size() - 1))
          .isNotEmpty()
          .allMatch(frame -> frame.path("finish_reason").isNull());
      assertThat(response.body()).doesNotContain("[DONE]");
      // Never repeated once the client has part of an answer.
      assertThat(api.calls(name)).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, 400, provider_rejected",
    "401, 502, provider_authentication",
    "404, 400, model_not_found",
    "408, 504, provider_timeout",
    "409, 502, provider_conflict",
    "413, 400, provider_request_too_large",
    "refuse, 400, content_refused",
    "malformed, 502, provider_truncated",
  })
  void failureBeforeTheFirstByteIsAnOrdinaryError(String step, int status, String code)
      throws Exception {
    for (String model : List.of(GPT, CLAUDE)) {
      for (String path : List.of("/v1/chat", "/v1/chat/stream", "/v2/chat")) {
        if (path.endsWith("stream") && List.of("refuse", "malformed").contains(step)) {
          // Comes to light in the middle of the stream.
          continue;
        }
        HttpResponse<String> response =
            api.post(path, chat(model, UUID.randomUUID() + " [[sim: " + step + "]]"));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        JsonNode error = TestApi.json(response);
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("error").asString())
            .isEqualTo(
                status == 400
                    ? "invalid_request"
                    : status == 504 ? "provider_timeout" : "provider_error");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"429", "500", "503", "529", "drop", "429:1"})
  void refusalOfTheMomentIsRepeatedBeforeTheFirstByte(String step) throws Exception {
    for (String path : List.of("/v1/chat", "/v1/chat/stream")) {
      String name = UUID.randomUUID() + " [[sim: " + step + " ok]]";
      HttpResponse<String> response = api.post(path, chat(GPT, name));
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(api.calls(name)).hasSize(2);
    }
  }

  @Test
  void providerThatAsksForTimeIsNotPressedAndItsAdviceIsPassedOn() throws Exception {
    String name = UUID.randomUUID() + " [[sim: 429:7 ok]]";
    HttpResponse<String> response = api.post("/v1/chat/stream", chat(CLAUDE, name));

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(TestApi.json(response).path("code").asString()).isEqualTo("provider_rate_limited");
    assertThat(response.headers().firstValue("retry-after")).contains("7");
    assertThat(api.calls(name)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/chat|{}|messages",
        "/v1/chat/stream|{\"messages\":[]}|messages",
        "/v2/chat|{\"messages\":[{\"role\":\"user\",\"content\":\" \"}]}|messages[0].content",
        "/v2/chat|{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stream\":\"yes\"}|stream",
        "/v1/chat|{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"user_id\":5}|user_id",
      })
  void invalidRequestIsNamed(String path, String body, String param) throws Exception {
    HttpResponse<String> response = api.post(path, body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TestApi.json(response).path("param").asString()).isEqualTo(param);
  }

  private static String joined(String stream) {
    return documents(stream).stream()
        .map(frame -> frame.path("content").asString())
        .collect(Collectors.joining());
  }

  private static void assertUsage(JsonNode usage) {
    assertThat(usage.propertyNames())
        .containsExactlyInAnyOrder("prompt_tokens", "completion_tokens", "total_tokens");
    assertThat(usage.path("prompt_tokens").asInt()).isPositive();
    assertThat(usage.path("total_tokens").asInt())
        .isEqualTo(usage.path("prompt_tokens").asInt() + usage.path("completion_tokens").asInt());
  }
}
