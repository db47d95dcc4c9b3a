package dev.sluice.chat;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call to a model: a conversation and how to continue it. It was validated when it was read
 * from JSON ({@link ChatFields}); the bounds of the HTTP contract hold.
 *
 * @param temperature 0–2
 * @param maxTokens upper bound of the answer, in tokens
 * @param stop at most four sequences that end the answer
 * @param topP 0–1, the share of likely tokens that is drawn from; absent for the provider's default
 * @param seed asks for repeatable draws where the provider has such a thing; absent for none
 */
public record ChatRequest(
    String model,
    List<Message> messages,
    double temperature,
    int maxTokens,
    List<String> stop,
    List<Tool> tools,
    @Nullable ToolChoice toolChoice,
    @Nullable ResponseFormat responseFormat,
    @Nullable Double topP,
    @Nullable Long seed) {

  /** Without a bound on likely tokens and without a seed. */
  public ChatRequest(
      String model,
      List<Message> messages,
      double temperature,
      int maxTokens,
      List<String> stop,
      List<Tool> tools,
      @Nullable ToolChoice toolChoice,
      @Nullable ResponseFormat responseFormat) {
    this(
        model,
        messages,
        temperature,
        maxTokens,
        stop,
        tools,
        toolChoice,
        responseFormat,
        null,
        null);
  }

  public ChatRequest {
    requireNonNull(model);
    messages = List.copyOf(messages);
    stop = List.copyOf(stop);
    tools = List.copyOf(tools);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a conversation has at least one message");
    }
  }
}
