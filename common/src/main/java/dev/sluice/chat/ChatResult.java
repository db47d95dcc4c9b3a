package dev.sluice.chat;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model answered, whole.
 *
 * @param content the text; empty where the model only called tools
 * @param finishReason {@code stop}, {@code length}, {@code tool_calls} or {@code content_filter},
 *     whatever the provider's own word
 * @param model the model that answered, as the provider names it
 * @param refusal what the model said about what it would not answer; absent where it said nothing
 * @param reasoning the model's reasoning, where the provider sends it
 * @param systemFingerprint the provider's name of the configuration that answered
 */
public record ChatResult(
    String content,
    String finishReason,
    String model,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ToolCall> toolCalls,
    Usage usage,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String refusal,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reasoning,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String systemFingerprint) {

  /** An answer about which the provider says no more. */
  public ChatResult(
      String content, String finishReason, String model, List<ToolCall> toolCalls, Usage usage) {
    this(content, finishReason, model, toolCalls, usage, null, null, null);
  }

  public ChatResult {
    requireNonNull(content);
    requireNonNull(finishReason);
    requireNonNull(model);
    requireNonNull(usage);
    toolCalls = List.copyOf(toolCalls);
  }
}
