package dev.sluice.chat;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The complete answer of a model.
 *
 * @param content the text; empty when the model only called tools
 * @param finishReason {@code stop}, {@code length}, {@code tool_calls} or {@code content_filter},
 *     for every provider
 * @param model that answered, as the provider names it
 * @param refusal the model's explanation of what it refused to answer
 * @param reasoning the model's reasoning, if the provider sends it
 * @param systemFingerprint the provider's id of the configuration that answered
 */
public record ChatResult(
    @Schema(description = "The text; empty where the model only called tools.") String content,
    @Schema(
            description = "Why the answer ended.",
            allowableValues = {"stop", "length", "tool_calls", "content_filter"})
        String finishReason,
    @Schema(description = "The model that answered, as the provider names it.") String model,
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Schema(description = "The calls that the model asks for.")
        List<ToolCall> toolCalls,
    @Schema(description = "The tokens that the call used.") Usage usage,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "The model's explanation of its refusal.")
        @Nullable String refusal,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "The model's reasoning, where the provider sends it.")
        @Nullable String reasoning,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "The provider's name of the configuration that answered.")
        @Nullable String systemFingerprint) {

  /** An answer without further details. */
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
