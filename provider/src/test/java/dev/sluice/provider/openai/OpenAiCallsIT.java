package dev.sluice.provider.openai;

import static dev.sluice.provider.Chats.call;
import static dev.sluice.provider.Chats.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatResult;
import dev.sluice.chat.ToolCall;
import dev.sluice.chat.Usage;
import dev.sluice.provider.Chats;
import dev.sluice.provider.Delta;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderErrors;
import dev.sluice.provider.call.GuardedProviders;
import dev.sluice.provider.peer.Peer;
import dev.sluice.provider.peer.Received;
import dev.sluice.provider.peer.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiCallsIT {

  @Test
  void wholeAnswerIsRead() throws Exception {
    try (Peer peer = Peer.that(Script.answer(200, completion("stop", "\"Hi.\"")))) {
      assertThat(provider(peer).complete(call(hello("gpt-4o"))))
          .isEqualTo(
              new Outcome.Completed(
                  new ChatResult("Hi.", "stop", "gpt-4o-2024-08-06", List.of(), new Usage(9, 3))));
      Received request = peer.requests().getFirst();
      assertThat(request.line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
      assertThat(request.headers())
          .containsEntry("authorization", "Bearer sk-test")
          .containsEntry("x-sluice-job-id", Chats.JOB.toString())
          .containsEntry("x-sluice-attempt", "2");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "length, length",
    "content_filter, content_filter",
    "tool_calls, tool_calls",
    "function_call, tool_calls",
    "eos, stop"
  })
  void finishReasonsAreOurs(String theirs, String ours) throws Exception {
    try (Peer peer = Peer.that(Script.answer(200, completion(theirs, "\"Hi.\"")))) {
      assertThat(provider(peer).complete(call(hello("gpt-4o"))))
          .isInstanceOfSatisfying(
              Outcome.Completed.class,
              done -> assertThat(done.result().finishReason()).isEqualTo(ours));
    }
  }

  @Test
  void filteredAnswerWithoutContentIsRefused() throws Exception {
    try (Peer peer = Peer.that(Script.answer(200, completion("content_filter", "null")))) {
      assertThat(provider(peer).complete(call(hello("gpt-4o"))))
          .isEqualTo(new Outcome.Permanent(ProviderErrors.CONTENT_REFUSED));
    }
  }

  @Test
  void refusalIsRefused() throws Exception {
    String body = completion("stop", "null,\"refusal\":\"No.\"");
    try (Peer peer = Peer.that(Script.answer(200, body))) {
      assertThat(provider(peer).complete(call(hello("gpt-4o"))))
          .isEqualTo(new Outcome.Permanent(ProviderErrors.CONTENT_REFUSED));
    }
  }

  @Test
  void streamIsHandedOverPieceByPieceAndPutTogether() throws Exception {
    try (Peer peer =
        Peer.that(
            Script.events(
                chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null"),
                chunk("{\"content\":\"Hi\"}", "null"),
                chunk("{\"content\":\" there\"}", "null"),
                chunk("{}", "\"length\""),
                "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,"
                    + "\"model\":\"m-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":4,"
                    + "\"completion_tokens\":2,\"total_tokens\":6}}",
                "data: [DONE]"))) {
      List<Delta> pieces = new ArrayList<>();

      assertThat(provider(peer).stream(call(hello("m")), pieces::add))
          .isEqualTo(
              new Outcome.Completed(
                  new ChatResult("Hi there", "length", "m-1", List.of(), new Usage(4, 2))));
      assertThat(pieces).containsExactly(new Delta.Content("Hi"), new Delta.Content(" there"));
      assertThat(peer.requests().getFirst().body().at("/stream_options/include_usage").asBoolean())
          .isTrue();
    }
  }

  @Test
  void streamedToolCallIsPutTogether() throws Exception {
    try (Peer peer =
        Peer.that(
            Script.events(
                chunk(
                    "{\"tool_calls\":[{\"index\":0,\"id\":\"t1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}",
                    "null"),
                chunk(
                    "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\":\"}}]}",
                    "null"),
                chunk(
                    "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}}]}", "null"),
                chunk("{}", "\"tool_calls\""),
                "data: [DONE]"))) {
      assertThat(provider(peer).stream(call(hello("m")), _ -> {}))
          .isInstanceOfSatisfying(
              Outcome.Completed.class,
              done ->
                  assertThat(done.result().toolCalls())
                      .containsExactly(ToolCall.function("t1", "f", "{\"a\":1}")));
    }
  }

  @Test
  void rateLimitCarriesRetryAfter() throws Exception {
    try (Peer peer = Peer.that(Script.answer(429, "{}", Map.of("Retry-After", "7")))) {
      assertThat(provider(peer).complete(call(hello("gpt-4o"))))
          .isEqualTo(new Outcome.Retryable(ProviderErrors.RATE_LIMITED, Duration.ofSeconds(7)));
      assertThat(peer.requests()).hasSize(1);
    }
  }

  @Test
  void exhaustedQuotaIsPermanentThoughItIs429() throws Exception {
    String body =
        "{\"error\":{\"message\":\"secret\",\"type\":\"insufficient_quota\",\"param\":null,"
            + "\"code\":\"insufficient_quota\"}}";
    try (Peer peer = Peer.that(Script.answer(429, body))) {
      assertThat(provider(peer).complete(call(hello("gpt-4o"))))
          .isEqualTo(new Outcome.Permanent(ProviderErrors.QUOTA_EXHAUSTED));
    }
  }

  @Test
  void errorBodyThatIsNoErrorObjectIsDecidedByItsStatus() throws Exception {
    String body = "{\"error\":{\"message\":[1],\"type\":7,\"code\":503}}";
    try (Peer peer = Peer.that(Script.answer(503, body), Script.answer(400, "<html>"))) {
      assertThat(provider(peer).complete(call(hello("gpt-4o"))))
          .isEqualTo(new Outcome.Retryable(ProviderErrors.UNAVAILABLE, null));
      assertThat(provider(peer).complete(call(hello("gpt-4o"))))
          .isEqualTo(new Outcome.Permanent(ProviderErrors.REJECTED));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<html>oops</html> | provider_malformed",
        "{\"choices\":[]} | provider_malformed",
        "{\"choices\":7} | provider_malformed",
        "{} | provider_malformed",
        "{\"choices\":[{\"mess | provider_truncated"
      })
  void wrongBodyIsRetryable(String body, String code) throws Exception {
    try (Peer peer = Peer.that(Script.answer(200, body))) {
      assertRetryable(provider(peer).complete(call(hello("gpt-4o"))), code);
      assertThat(peer.requests()).hasSize(1);
    }
  }

  @Test
  void bodyThatBreaksOffIsTruncated() throws Exception {
    try (Peer peer = Peer.that(Script.cutBody("{\"choices\":[{\"index\":0,"))) {
      assertRetryable(provider(peer).complete(call(hello("m"))), "provider_truncated");
      assertThat(peer.requests()).hasSize(1);
    }
  }

  @Test
  void streamThatBreaksOffIsTruncatedAndNotRepeated() throws Exception {
    String piece = chunk("{\"content\":\"Hi\"}", "null");
    try (Peer peer = Peer.that(Script.eventsThenCut(piece), Script.events(piece))) {
      List<Delta> pieces = new ArrayList<>();

      assertRetryable(provider(peer).stream(call(hello("m")), pieces::add), "provider_truncated");
      assertRetryable(provider(peer).stream(call(hello("m")), pieces::add), "provider_truncated");
      assertThat(pieces).hasSize(2);
      assertThat(peer.requests()).hasSize(2);
    }
  }

  @Test
  void errorAndGarbageInsideStreamAreRetryable() throws Exception {
    String error = "data: {\"error\":{\"message\":\"x\",\"type\":\"server_error\",\"code\":null}}";
    String piece = chunk("{\"content\":\"Hi\"}", "null");
    try (Peer peer = Peer.that(Script.events(piece, error), Script.events(piece, "data: {\"cho"))) {
      assertRetryable(provider(peer).stream(call(hello("m")), _ -> {}), "provider_unavailable");
      assertRetryable(provider(peer).stream(call(hello("m")), _ -> {}), "provider_truncated");
    }
  }

  private static void assertRetryable(Outcome outcome, String code) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Retryable.class, r -> assertThat(r.error().code()).isEqualTo(code));
  }

  private static String completion(String finishReason, String content) {
    return """
    {"id":"c1","object":"chat.completion","created":1,"model":"gpt-4o-2024-08-06",
     "choices":[{"index":0,"finish_reason":"%s","message":{"role":"assistant","content":%s}}],
     "usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}
    """
        .formatted(finishReason, content);
  }

  private static String chunk(String delta, String finishReason) {
    return """
    data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m-1",\
    "choices":[{"index":0,"delta":%s,"finish_reason":%s}]}\
    """
        .formatted(delta, finishReason);
  }

  private static Provider provider(Peer peer) {
    return GuardedProviders.openAi(peer.url("/v1"));
  }
}
