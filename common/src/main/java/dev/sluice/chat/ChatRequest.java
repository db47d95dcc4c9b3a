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
 */
public record ChatRequest(
    String model,
    List<Message> messages,
    double temperature,
    int maxTokens,
    List<String> stop,
    List<Tool> tools,
    @Nullable ToolChoice toolChoice,
    @Nullable ResponseFormat responseFormat) {

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
