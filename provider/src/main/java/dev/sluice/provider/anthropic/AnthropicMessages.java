package dev.sluice.provider.anthropic;

import com.anthropic.core.JsonValue;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlockParam;
import dev.sluice.chat.Message;
import dev.sluice.chat.ToolCall;
import dev.sluice.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * The turns of a conversation in Anthropic's blocks. Tool messages that follow each other become
 * one user turn, as Anthropic wants all results of a turn's calls together; one that names no call
 * becomes a user's text, as Anthropic takes results of its own calls only. Arguments that are no
 * JSON object (a model may have written them so) are passed as {@code {"arguments": "<text>"}}.
 */
final class AnthropicMessages {

  private AnthropicMessages() {}

  static void add(MessageCreateParams.Builder params, List<Message> messages) {
    List<ContentBlockParam> results = new ArrayList<>();
    for (Message message : messages) {
      if (message.toolCallId() == null) {
        flush(params, results);
      }
      switch (message.role()) {
        case SYSTEM -> {}
        case USER -> params.addUserMessage(message.content());
        case ASSISTANT -> params.addAssistantMessageOfContentBlockParams(blocks(message));
        case TOOL -> {
          if (message.toolCallId() == null) {
            params.addUserMessage(message.content());
          } else {
            results.add(result(message.toolCallId(), message.content()));
          }
        }
      }
    }
    flush(params, results);
  }

  private static void flush(MessageCreateParams.Builder params, List<ContentBlockParam> results) {
    if (!results.isEmpty()) {
      params.addUserMessageOfContentBlockParams(List.copyOf(results));
      results.clear();
    }
  }

  private static ContentBlockParam result(String toolCallId, String content) {
    return ContentBlockParam.ofToolResult(
        ToolResultBlockParam.builder().toolUseId(toolCallId).content(content).build());
  }

  private static List<ContentBlockParam> blocks(Message message) {
    List<ContentBlockParam> blocks = new ArrayList<>();
    // Anthropic refuses blank text blocks.
    if (!message.content().isBlank()) {
      blocks.add(
          ContentBlockParam.ofText(TextBlockParam.builder().text(message.content()).build()));
    }
    for (ToolCall call : message.toolCalls()) {
      blocks.add(
          ContentBlockParam.ofToolUse(
              ToolUseBlockParam.builder()
                  .id(call.id())
                  .name(call.function().name())
                  .input(
                      ToolUseBlockParam.Input.builder()
                          .putAllAdditionalProperties(arguments(call.function().arguments()))
                          .build())
                  .build()));
    }
    return blocks;
  }

  private static Map<String, JsonValue> arguments(String text) {
    if (text.isBlank()) {
      return Map.of();
    }
    try {
      if (Json.mapper().readTree(text) instanceof ObjectNode object) {
        return AnthropicRequests.values(object);
      }
    } catch (JacksonException _) {
      // Falls through: a model's own slip must not end the conversation.
    }
    return Map.of("arguments", JsonValue.from(text));
  }
}
