package dev.sluice.provider.anthropic;

import com.anthropic.core.JsonField;
import com.anthropic.core.JsonValue;
import com.anthropic.core.ObjectMappers;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.messages.Usage;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.provider.call.AnswerBuilder;
import dev.sluice.provider.call.Failure;
import dev.sluice.provider.call.FinishReason;
import dev.sluice.provider.call.UpstreamException;

/**
 * Reads whole messages. Text blocks are joined; blocks other than text and tool use, such as
 * thinking, are no part of the answer. Prompt tokens include those read from and written to
 * Anthropic's cache.
 */
final class AnthropicAnswers {

  private AnthropicAnswers() {}

  static void read(Message message, AnswerBuilder answer)
      throws UpstreamException, InterruptedException {
    answer.model(message.model().asString());
    int calls = 0;
    for (ContentBlock block : message.content()) {
      if (block.isText()) {
        answer.text(block.asText().text());
      } else if (block.isToolUse()) {
        ToolUseBlock use = block.asToolUse();
        answer.toolCall(calls++, use.id(), use.name(), text(use._input()));
      }
    }
    Usage usage = message.usage();
    answer.usage(promptTokens(usage), count(usage._outputTokens()));
    finish(
        message.stopReason().orElseThrow(() -> new UpstreamException(Failure.Trouble.MALFORMED)),
        answer);
  }

  static long promptTokens(Usage usage) {
    return count(usage._inputTokens())
        + count(usage._cacheCreationInputTokens())
        + count(usage._cacheReadInputTokens());
  }

  static long count(JsonField<Long> field) {
    return field.asKnown().orElse(0L);
  }

  static void finish(StopReason reason, AnswerBuilder answer) {
    switch (reason.asString()) {
      case "max_tokens", "model_context_window_exceeded" -> answer.finish(FinishReason.LENGTH);
      case "tool_use" -> answer.finish(FinishReason.TOOL_CALLS);
      case "refusal" -> {
        answer.refuse();
        answer.finish(FinishReason.CONTENT_FILTER);
      }
      default -> answer.finish(FinishReason.STOP);
    }
  }

  private static String text(JsonValue value) throws UpstreamException {
    try {
      return ObjectMappers.jsonMapper().writeValueAsString(value);
    } catch (JsonProcessingException _) {
      throw new UpstreamException(Failure.Trouble.MALFORMED);
    }
  }
}
