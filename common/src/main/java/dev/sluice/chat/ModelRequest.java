package dev.sluice.chat;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The canonical request: OpenAI's chat completion request, validated. The members that differ
 * between providers are typed; all others, including unknown ones, are in {@code rest} as bytes.
 * Members that the caller left out are absent.
 *
 * @param maxTokens upper bound of the answer in tokens, from {@code max_tokens} or {@code
 *     max_completion_tokens}
 * @param temperature 0–2
 * @param topP 0–1
 * @param stop at most four sequences that end the answer
 * @param rest the JSON object without {@code model}, {@code stream}, {@code stream_options}, {@code
 *     max_tokens}, {@code max_completion_tokens}, {@code temperature}, {@code top_p} and {@code
 *     stop}; has {@code messages}
 */
public record ModelRequest(
    String model,
    @Nullable Integer maxTokens,
    @Nullable Double temperature,
    @Nullable Double topP,
    List<String> stop,
    RawJson rest) {

  public ModelRequest {
    requireNonNull(model);
    requireNonNull(rest);
    stop = List.copyOf(stop);
  }

  /** Never shows the prompt. */
  @Override
  public String toString() {
    return "ModelRequest[" + model + ", " + rest.size() + " bytes]";
  }
}
