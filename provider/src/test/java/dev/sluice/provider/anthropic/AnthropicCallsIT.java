package dev.sluice.provider.anthropic;

import static dev.sluice.provider.Chats.call;
import static dev.sluice.provider.Chats.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatResult;
import dev.sluice.chat.ModelRequest;
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
import org.junit.jupiter.params.provider.ValueSource;

class AnthropicCallsIT {

  private static final String TEXT = "{\"type\":\"text\",\"text\":\"Hi.\"}";
  private static final String START =
      """
      event: message_start
      data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant",\
      "content":[],"model":"claude-x-1","stop_reason":null,"stop_sequence":null,\
      "usage":{"input_tokens":5,"cache_read_input_tokens":2,"output_tokens":1}}}\
      """;
  private static final String STOP = "event: message_stop\ndata: {\"type\":\"message_stop\"}";

  @Test
  void wholeAnswerIsRead() throws Exception {
    try (Peer peer = Peer.that(Script.answer(200, message("end_turn", TEXT)))) {
      assertThat(provider(peer).complete(call(hello("claude-x"))))
          .isEqualTo(
              new Outcome.Completed(
                  new ChatResult("Hi.", "stop", "claude-x-1", List.of(), new Usage(12, 3))));
      Received request = peer.requests().getFirst();
      assertThat(request.line()).isEqualTo("POST /v1/messages HTTP/1.1");
      assertThat(request.headers())
          .containsEntry("authorization", "Bearer sk-test")
          .containsEntry("x-sluice-job-id", Chats.JOB.toString())
          .containsEntry("x-sluice-attempt", "2");
    }
  }

  @Test
  void longAnswerNeedsNoStream() throws Exception {
    ModelRequest longest =
        new ModelRequest("claude-x", 128_000, 1.0, null, List.of(), Chats.hello("claude-x").rest());

    try (Peer peer = Peer.that(Script.answer(200, message("end_turn", TEXT)))) {
      assertThat(provider(peer).complete(call(longest))).isInstanceOf(Outcome.Completed.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "max_tokens, length",
    "model_context_window_exceeded, length",
    "stop_sequence, stop",
    "tool_use, tool_calls",
    "pause_turn, stop"
  })
  void stopReasonsAreOurs(String theirs, String ours) throws Exception {
    try (Peer peer = Peer.that(Script.answer(200, message(theirs, TEXT)))) {
      assertThat(provider(peer).complete(call(hello("claude-x"))))
          .isInstanceOfSatisfying(
              Outcome.Completed.class,
              done -> assertThat(done.result().finishReason()).isEqualTo(ours));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", TEXT})
  void refusalIsRefusedWhateverWasSaid(String blocks) throws Exception {
    try (Peer peer = Peer.that(Script.answer(200, message("refusal", blocks)))) {
      assertThat(provider(peer).complete(call(hello("claude-x"))))
          .isEqualTo(new Outcome.Permanent(ProviderErrors.CONTENT_REFUSED));
    }
  }

  @Test
  void toolUseBecomesToolCall() throws Exception {
    String blocks =
        TEXT + ",{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{\"a\":[1,2]}}";
    try (Peer peer = Peer.that(Script.answer(200, message("tool_use", blocks)))) {
      assertThat(provider(peer).complete(call(hello("claude-x"))))
          .isInstanceOfSatisfying(
              Outcome.Completed.class,
              done ->
                  assertThat(done.result().toolCalls())
                      .containsExactly(ToolCall.function("t1", "f", "{\"a\":[1,2]}")));
    }
  }

  @Test
  void streamIsHandedOverPieceByPieceAndPutTogether() throws Exception {
    try (Peer peer =
        Peer.that(
            Script.events(
                START,
                "event: ping\ndata: {\"type\":\"ping\"}",
                blockStart(0, "{\"type\":\"text\",\"text\":\"\"}"),
                delta(0, "{\"type\":\"text_delta\",\"text\":\"Hi\"}"),
                delta(0, "{\"type\":\"text_delta\",\"text\":\" there\"}"),
                blockStop(0),
                blockStart(1, "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{}}"),
                delta(1, "{\"type\":\"input_json_delta\",\"partial_json\":\"\"}"),
                delta(1, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":1}\"}"),
                blockStop(1),
                blockStart(2, "{\"type\":\"tool_use\",\"id\":\"t2\",\"name\":\"g\",\"input\":{}}"),
                blockStop(2),
                messageDelta("tool_use"),
                STOP))) {
      List<Delta> pieces = new ArrayList<>();

      assertThat(provider(peer).stream(call(hello("claude-x")), pieces::add))
          .isEqualTo(
              new Outcome.Completed(
                  new ChatResult(
                      "Hi there",
                      "tool_calls",
                      "claude-x-1",
                      List.of(
                          ToolCall.function("t1", "f", "{\"a\":1}"),
                          ToolCall.function("t2", "g", "{}")),
                      new Usage(7, 42, 2L, null))));
      assertThat(pieces)
          .startsWith(new Delta.Content("Hi"), new Delta.Content(" there"))
          .contains(new Delta.ToolCallPart(1, "t2", "g", ""));
    }
  }

  @Test
  void streamWithoutItsEndIsTruncated() throws Exception {
    String piece = delta(0, "{\"type\":\"text_delta\",\"text\":\"Hi\"}");
    try (Peer peer =
        Peer.that(
            Script.eventsThenCut(START, piece),
            Script.events(START, piece, messageDelta("end_turn")))) {
      assertRetryable(provider(peer).stream(call(hello("c")), _ -> {}), "provider_truncated");
      assertRetryable(provider(peer).stream(call(hello("c")), _ -> {}), "provider_truncated");
      assertThat(peer.requests()).hasSize(2);
    }
  }

  @Test
  void overloadIsRetryableInsideAndOutsideAStream() throws Exception {
    String error =
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}";
    try (Peer peer =
        Peer.that(
            Script.answer(529, error, Map.of("retry-after-ms", "1500", "Retry-After", "9")),
            Script.events(START, "event: error\ndata: " + error))) {
      assertThat(provider(peer).complete(call(hello("c"))))
          .isEqualTo(new Outcome.Retryable(ProviderErrors.OVERLOADED, Duration.ofMillis(1500)));
      assertThat(provider(peer).stream(call(hello("c")), _ -> {}))
          .isEqualTo(new Outcome.Retryable(ProviderErrors.OVERLOADED, null));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_request_error, provider_rejected",
    "401, authentication_error, provider_authentication",
    "403, permission_error, provider_authentication",
    "404, not_found_error, model_not_found",
    "413, request_too_large, provider_request_too_large"
  })
  void callersErrorsArePermanent(int status, String type, String code) throws Exception {
    String body = "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\"}}";
    try (Peer peer = Peer.that(Script.answer(status, body))) {
      assertThat(provider(peer).complete(call(hello("claude-x"))))
          .isInstanceOfSatisfying(
              Outcome.Permanent.class, p -> assertThat(p.error().code()).isEqualTo(code));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<html>oops</html> | provider_malformed",
        "{} | provider_malformed",
        "{\"content\": | provider_truncated"
      })
  void wrongBodyIsRetryable(String body, String code) throws Exception {
    try (Peer peer = Peer.that(Script.answer(200, body))) {
      assertRetryable(provider(peer).complete(call(hello("c"))), code);
    }
  }

  private static void assertRetryable(Outcome outcome, String code) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Retryable.class, r -> assertThat(r.error().code()).isEqualTo(code));
  }

  private static String message(String stopReason, String blocks) {
    return """
    {"id":"m1","type":"message","role":"assistant","model":"claude-x-1","content":[%s],
     "stop_reason":"%s","stop_sequence":null,
     "usage":{"input_tokens":9,"cache_creation_input_tokens":3,"output_tokens":3}}
    """
        .formatted(blocks, stopReason);
  }

  private static String blockStart(int index, String block) {
    return """
    event: content_block_start
    data: {"type":"content_block_start","index":%d,"content_block":%s}\
    """
        .formatted(index, block);
  }

  private static String delta(int index, String delta) {
    return """
    event: content_block_delta
    data: {"type":"content_block_delta","index":%d,"delta":%s}\
    """
        .formatted(index, delta);
  }

  private static String blockStop(int index) {
    return """
    event: content_block_stop
    data: {"type":"content_block_stop","index":%d}\
    """
        .formatted(index);
  }

  private static String messageDelta(String reason) {
    return """
    event: message_delta
    data: {"type":"message_delta","delta":{"stop_reason":"%s","stop_sequence":null},\
    "usage":{"output_tokens":42}}\
    """
        .formatted(reason);
  }

  private static Provider provider(Peer peer) {
    return GuardedProviders.anthropic(peer.url(""));
  }
}
