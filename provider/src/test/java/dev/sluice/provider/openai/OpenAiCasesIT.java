package dev.sluice.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatResult;
import dev.sluice.chat.Usage;
import dev.sluice.provider.Chats;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.Provider;
import dev.sluice.provider.Told;
import dev.sluice.provider.call.GuardedProviders;
import dev.sluice.provider.peer.Peer;
import dev.sluice.provider.peer.Script;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What servers send that speak chat completions more or less. In the tables {@code C(d, f)} is a
 * chunk with delta and finish reason, {@code T(x)} one with a piece of a tool call, {@code E(f)}
 * one that ends the answer, {@code U} the usage 11 and 7, {@code M(m, f)} a whole answer with it.
 */
class OpenAiCasesIT {

  private static final String USAGE =
      "{\"prompt_tokens\":11,\"completion_tokens\":7,\"total_tokens\":18}";

  @ParameterizedTest(name = "{0}: {1}")
  @CsvFileSource(resources = "streams.txt", delimiter = '|', quoteCharacter = '`')
  void streamIsUnderstood(String kind, String chunks, String told) throws Exception {
    assertThat(Told.streamed(OpenAiCasesIT::provider, stream(chunks))).isEqualTo(told);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvFileSource(resources = "answers.txt", delimiter = '|', quoteCharacter = '`')
  void wholeAnswerIsUnderstood(String kind, String answer, String told) throws Exception {
    Script script = Script.answer(200, expand(answer));

    assertThat(Told.whole(OpenAiCasesIT::provider, script)).isEqualTo(told);
    // A server that does not stream although it is asked to.
    assertThat(Told.streamed(OpenAiCasesIT::provider, script)).isEqualTo(told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "429 | {\"error\":{\"code\":429,\"type\":\"insufficient_quota\",\"message\":\"x\"}}"
            + " | permanent provider_quota_exhausted",
        "429 | {\"error\":{\"code\":\"429\",\"type\":null}} | retryable provider_rate_limited",
        "429 | {\"error\":{\"code\":[],\"type\":\"insufficient_quota\"}}"
            + " | permanent provider_quota_exhausted",
        "400 | {\"error\":\"bad\"} | permanent provider_rejected",
        "400 | null | permanent provider_rejected",
        "401 | {\"error\":{\"code\":500}} | permanent provider_authentication",
        "503 | [{\"error\":{\"code\":503}}] | retryable provider_unavailable",
        "301 | {} | retryable provider_unavailable",
        "302 | {} | retryable provider_unavailable",
        "303 | {} | retryable provider_unavailable",
        "307 | {} | retryable provider_unavailable",
        "308 | {} | retryable provider_unavailable",
      })
  void errorResponseIsUnderstood(int status, String body, String told) throws Exception {
    try (Peer other = Peer.that(Script.answer(200, "{}"))) {
      Script script = Script.answer(status, body, Map.of("Location", other.url("/x").toString()));

      assertThat(Told.whole(OpenAiCasesIT::provider, script)).isEqualTo(told);
      assertThat(Told.streamed(OpenAiCasesIT::provider, script)).isEqualTo(told);
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

  @Test
  void interimResponsesArePassedOver() throws Exception {
    String interim = "HTTP/1.1 102 Processing\r\n\r\n";
    String body = expand("M({\"content\":\"Hello\"}, \"stop\")");
    String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";
    byte[] bytes =
        (interim + interim + head + body.length() + "\r\n\r\n" + body)
            .getBytes(StandardCharsets.UTF_8);

    assertThat(Told.whole(OpenAiCasesIT::provider, Script.bytes(bytes)))
        .isEqualTo("Hello stop 11+7");
  }

  @Test
  void byteOrderMarkIsNoPartOfTheFirstLine() throws Exception {
    String chunks =
        "C({\"content\":\"Hel\"}, null) → C({\"content\":\"lo\"}, null) → E(\"stop\") → U";

    assertThat(
            Told.streamed(
                OpenAiCasesIT::provider, Script.events(("\uFEFF" + events(chunks)).split("\n\n"))))
        .isEqualTo("Hello stop 11+7");
    assertThat(
            Told.whole(
                OpenAiCasesIT::provider,
                Script.answer(200, "\uFEFF" + expand("M({\"content\":\"x\"}, \"stop\")"))))
        .isEqualTo("x stop 11+7");
  }

  @Test
  void halfACharacterInAWholeAnswerIsReplaced() throws Exception {
    String message =
        "{\"content\":\"a\\ud800b\",\"tool_calls\":[{\"id\":\"\\udc00i\",\"function\":"
            + "{\"name\":\"f\\ud800\",\"arguments\":\"{\\\"x\\\":\\\"\\ud800\\\"}\"}}]}";
    String told = "a\uFFFDb stop \uFFFDi f\uFFFD{\"x\":\"\uFFFD\"} 11+7";

    assertThat(
            Told.whole(
                OpenAiCasesIT::provider,
                Script.answer(200, expand("M(" + message + ", \"stop\")"))))
        .isEqualTo(told);
    assertThat(Told.streamed(OpenAiCasesIT::provider, stream("C(" + message + ", \"stop\") → U")))
        .isEqualTo(told);
  }

  @Test
  void streamThatStaysOpenAfterItsEndIsAnAnswer() throws Exception {
    String body = events("C({\"content\":\"Hello\"}, \"stop\")") + "data: [DONE]";

    assertThat(Told.streamed(OpenAiCasesIT::provider, Script.eventsThenSilence(body)))
        .isEqualTo("Hello stop 0+0");
  }

  @Test
  void bodyAndLineBeyondTheBoundAreMalformed() throws Exception {
    String large = " ".repeat(8 * 1024 * 1024);

    assertThat(
            Told.whole(
                OpenAiCasesIT::provider,
                Script.answer(200, expand("M({\"content\":\"x\"}, \"stop\")") + large)))
        .isEqualTo("retryable provider_malformed");
    assertThat(Told.streamed(OpenAiCasesIT::provider, Script.events("data: " + large)))
        .isEqualTo("retryable provider_malformed");
  }

  @Test
  void detailsAreKept() throws Exception {
    String body =
        "{\"system_fingerprint\":\"fp\",\"choices\":[{\"message\":{\"content\":\"x\","
            + "\"refusal\":\"no y\",\"reasoning_content\":\"hm\"},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":3},"
            + "\"completion_tokens_details\":{\"reasoning_tokens\":2}}}";
    try (Peer peer = Peer.that(Script.answer(200, body))) {
      assertThat(provider(peer.url("")).complete(Chats.call(Chats.hello("m"))))
          .isEqualTo(
              new Outcome.Completed(
                  new ChatResult(
                      "x", "stop", "m", List.of(), new Usage(11, 7, 3L, 2L), "no y", "hm", "fp")));
    }
  }

  private static Script stream(String chunks) {
    return Script.events((events(chunks) + "data: [DONE]").split("\n\n"));
  }

  /** Each chunk as an event; one that begins with {@code data} or {@code :} stands as it is. */
  private static String events(String chunks) {
    StringBuilder events = new StringBuilder();
    for (String chunk : chunks.split(" → ", -1)) {
      String line = chunk.strip();
      boolean verbatim = line.startsWith("data") || line.startsWith(":");
      events.append(verbatim ? line : "data: " + expand(line)).append("\n\n");
    }
    return events.toString();
  }

  private static String expand(String text) {
    String inside = text.contains("(") ? text.substring(2, Math.max(2, text.length() - 1)) : "";
    return switch (text.isEmpty() ? ' ' : text.charAt(0)) {
      case 'U' -> "{\"choices\":[],\"usage\":" + USAGE + "}";
      case 'C' -> choice("chat.completion.chunk", "delta", inside) + "}";
      case 'E' -> choice("chat.completion.chunk", "delta", "{}, " + inside) + "}";
      case 'T' ->
          choice("chat.completion.chunk", "delta", "{\"tool_calls\":[" + inside + "]}, null") + "}";
      case 'M' -> choice("chat.completion", "message", inside) + ",\"usage\":" + USAGE + "}";
      default -> text;
    };
  }

  private static String choice(String object, String member, String inside) {
    int comma = inside.lastIndexOf(", ");
    return ("{\"id\":\"c1\",\"object\":\"%s\",\"created\":1,\"model\":\"m\",\"choices\":"
            + "[{\"index\":0,\"%s\":%s,\"finish_reason\":%s}]")
        .formatted(object, member, inside.substring(0, comma), inside.substring(comma + 2));
  }

  private static Provider provider(URI url) {
    return GuardedProviders.openAi(url.resolve("/v1"));
  }
}
