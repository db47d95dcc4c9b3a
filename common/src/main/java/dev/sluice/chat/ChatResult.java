package dev.sluice.chat;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What a model answered, whole.
 *
 * @param content the text; empty where the model only called tools
 * @param finishReason {@code stop}, {@code length}, {@code tool_calls} or {@code content_filter},
 *     whatever the provider's own word
 * @param model the model that answered, as the provider names it
 */
public record ChatResult(
    String content,
    String finishReason,
    String model,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ToolCall> toolCalls,
    Usage usage) {

  public ChatResult {
    requireNonNull(content);
    requireNonNull(finishReason);
    requireNonNull(model);
    requireNonNull(usage);
    toolCalls = List.copyOf(toolCalls);
  }
}
