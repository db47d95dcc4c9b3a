package dev.sluice.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Chats;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.Provider;
import dev.sluice.provider.Told;
import dev.sluice.provider.call.GuardedProviders;
import dev.sluice.provider.peer.Peer;
import dev.sluice.provider.peer.Script;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What servers send that speak Anthropic's messages more or less. In the table {@code start} is an
 * ordinary message_start with the usage 11, {@code text(t)} the events of a text block, {@code
 * tool(i, block)} the start of the block with index i, {@code input(i, json)} a piece of its
 * arguments, {@code delta(r)} a message_delta with the stop reason r and the usage 7, {@code stop}
 * is message_stop.
 */
class AnthropicCasesIT {

  @ParameterizedTest(name = "{0}: {1}")
  @CsvFileSource(resources = "streams.txt", delimiter = '|', quoteCharacter = '`')
  void streamIsUnderstood(String kind, String events, String told) throws Exception {
    assertThat(
            Told.streamed(AnthropicCasesIT::provider, Script.events(events(events).split("\n\n"))))
        .isEqualTo(told);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "null | retryable provider_malformed",
        "{\"content\":null,\"stop_reason\":\"end_turn\"} | retryable provider_malformed",
        "{\"content\":[null,{\"type\":\"text\",\"text\":\"x\"}],\"stop_reason\":\"end_turn\"}"
            + " | x stop 0+0",
        "{\"content\":[{\"type\":\"text\",\"text\":\"x\"}],\"stop_reason\":\"end_turn\","
            + "\"usage\":null,\"model\":null} | x stop 0+0",
        "{\"content\":[{\"type\":\"text\",\"text\":\"x\"}],\"stop_reason\":null}"
            + " | retryable provider_truncated",
        "{\"content\":[{\"type\":\"text\",\"text\":\"x\"}],\"stop_reason\":\"error\"}"
            + " | retryable provider_unavailable",
        "{\"content\":[{\"type\":\"text\",\"text\":\"x\"}],\"stop_reason\":\"MAX_TOKENS\"}"
            + " | x length 0+0",
        "{\"content\":[{\"type\":\"text\",\"text\":\"a\\ud800b\"}],\"stop_reason\":\"end_turn\"}"
            + " | a\uFFFDb stop 0+0",
        "{\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\"},"
            + "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web\",\"input\":{}},"
            + "{\"type\":\"text\",\"text\":\"42\"}],\"stop_reason\":\"end_turn\"} | 42 stop 0+0",
        "{\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\","
            + "\"input\":{\"d\":0.12345678901234567890123, \"h\":1e400}}],"
            + "\"stop_reason\":\"tool_use\"}"
            + " | tool_calls t f{\"d\":0.12345678901234567890123, \"h\":1e400} 0+0",
        "{\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\"}],"
            + "\"stop_reason\":\"tool_use\"} | tool_calls t f{} 0+0",
        "{\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":null}],"
            + "\"stop_reason\":\"tool_use\"} | tool_calls t f{} 0+0",
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}"
            + " | retryable provider_overloaded",
        "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\"}}"
            + " | permanent provider_authentication",
        "{\"type\":\"error\",\"error\":null} | retryable provider_malformed",
      })
  void wholeAnswerIsUnderstood(String answer, String told) throws Exception {
    assertThat(Told.whole(AnthropicCasesIT::provider, Script.answer(200, answer))).isEqualTo(told);
    assertThat(Told.streamed(AnthropicCasesIT::provider, Script.answer(200, answer)))
        .isEqualTo(told);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectIsNotFollowed(int status) throws Exception {
    try (Peer other = Peer.that(Script.answer(200, "{}"))) {
      Script script =
          Script.answer(status, "{}", Map.of("Location", other.url("/v1/messages").toString()));

      assertThat(Told.whole(AnthropicCasesIT::provider, script))
          .isEqualTo("retryable provider_unavailable");
      assertThat(Told.streamed(AnthropicCasesIT::provider, script))
          .isEqualTo("retryable provider_unavailable");
      assertThat(other.connections()).isZero();
    }
  }

  @Test
  void retryAdviceOfAbsurdSizeCountsAsNone() throws Exception {
    Script script = Script.answer(429, "{}", Map.of("Retry-After", "1e-999999999"));
    try (Peer peer = Peer.that(script)) {
      assertThat(provider(peer.url("")).complete(Chats.call(Chats.hello("m"))))
          .isInstanceOfSatisfying(
              Outcome.Retryable.class, r -> assertThat(r.retryAfter()).isEqualTo(Duration.ZERO));
    }
  }

  private static String events(String events) {
    StringBuilder all = new StringBuilder();
    for (String event : events.split(" → ", -1)) {
      all.append(event(event.strip()));
    }
    return all.toString();
  }

  private static String event(String event) {
    int open = event.indexOf('(');
    String name = event.startsWith("{") || open < 0 ? event : event.substring(0, open);
    String inside = name.equals(event) ? "" : event.substring(open + 1, event.length() - 1);
    int comma = inside.indexOf(", ");
    return switch (name) {
      case "start" ->
          data(
              "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"c\",\"content\":[],"
                  + "\"stop_reason\":null,\"usage\":{\"input_tokens\":11,\"output_tokens\":1}}}");
      case "text" ->
          event("tool(0, {\"type\":\"text\",\"text\":\"\"})")
              + data(
                  "{\"type\":\"content_block_delta\",\"index\":0,"
                      + "\"delta\":{\"type\":\"text_delta\",\"text\":\""
                      + inside
                      + "\"}}")
              + data("{\"type\":\"content_block_stop\",\"index\":0}");
      case "tool" ->
          data(
              "{\"type\":\"content_block_start\",\"index\":%s,\"content_block\":%s}"
                  .formatted(inside.substring(0, comma), inside.substring(comma + 2)));
      case "input" ->
          data(
              ("{\"type\":\"content_block_delta\",\"index\":%s,"
                      + "\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"%s\"}}")
                  .formatted(inside.substring(0, comma), inside.substring(comma + 2)));
      case "delta" ->
          data(
              "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\""
                  + inside
                  + "\"},"
                  + "\"usage\":{\"output_tokens\":7}}");
      case "stop" -> data("{\"type\":\"message_stop\"}");
      default -> data(event);
    };
  }

  private static String data(String json) {
    return "event: some\ndata: " + json + "\n\n";
  }

  private static Provider provider(URI url) {
    return GuardedProviders.anthropic(url.resolve("/"));
  }
}
