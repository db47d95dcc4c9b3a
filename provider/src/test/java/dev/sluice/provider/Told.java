package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatResult;
import dev.sluice.chat.ToolCall;
import dev.sluice.chat.Usage;
import dev.sluice.provider.peer.Peer;
import dev.sluice.provider.peer.Script;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a caller is told of an answer, in a line: {@code Hello stop 11+7}, {@code tool_calls call_A
 * f{"x":1} 0+0}, {@code retryable provider_truncated}. Blank content is not shown.
 */
public final class Told {

  private Told() {}

  /** Of an answer that is asked for whole. */
  public static String whole(Function<URI, Provider> provider, Script script) throws IOException {
    try (Peer peer = Peer.that(script)) {
      Outcome outcome = provider.apply(peer.url("")).complete(Chats.call(Chats.hello("m")));
      assertThat(peer.requests()).hasSize(1);
      return line(outcome);
    }
  }

  /**
   * Of an answer that is asked for as a stream; a client that joins its pieces must have what the
   * result of a job has.
   */
  public static String streamed(Function<URI, Provider> provider, Script script)
      throws IOException {
    try (Peer peer = Peer.that(script)) {
      List<Delta> pieces = new ArrayList<>();
      Outcome outcome =
          provider.apply(peer.url("")).stream(Chats.call(Chats.hello("m")), pieces::add);
      assertThat(peer.requests()).hasSize(1);
      if (outcome instanceof Outcome.Completed(ChatResult result)) {
        assertThat(content(pieces)).isEqualTo(result.content());
        assertThat(calls(pieces)).isEqualTo(result.toolCalls());
      }
      return line(outcome);
    }
  }

  private static String content(List<Delta> pieces) {
    return pieces.stream()
        .map(piece -> piece instanceof Delta.Content(String text) ? text : "")
        .collect(Collectors.joining());
  }

  private static List<ToolCall> calls(List<Delta> pieces) {
    SortedMap<Integer, ToolCall> calls = new TreeMap<>();
    for (Delta piece : pieces) {
      if (piece instanceof Delta.ToolCallPart part) {
        calls.merge(
            part.index(),
            ToolCall.function(orEmpty(part.id()), orEmpty(part.name()), part.arguments()),
            (one, other) ->
                ToolCall.function(
                    one.id() + other.id(),
                    one.function().name() + other.function().name(),
                    one.function().arguments() + other.function().arguments()));
      }
    }
    return List.copyOf(calls.values());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  static String line(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Completed(ChatResult result) -> line(result);
      case Outcome.Retryable retryable -> "retryable " + retryable.error().code();
      case Outcome.Permanent permanent -> "permanent " + permanent.error().code();
      case Outcome.DeadlinePassed _, Outcome.Aborted _ -> outcome.toString();
    };
  }

  private static String line(ChatResult result) {
    Usage usage = result.usage();
    List<String> words = new ArrayList<>();
    words.add(result.content());
    words.add(result.finishReason());
    result
        .toolCalls()
        .forEach(call ->
            words.add(call.id() + " " + call.function().name() + call.function().arguments()));
    words.add(usage.promptTokens() + "+" + usage.completionTokens());
    return String.join(" ", words).strip();
  }
}
