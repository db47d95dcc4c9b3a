package dev.sluice.chat;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation.
 *
 * @param content may be empty only where an assistant's message carries tool calls
 * @param toolCalls non-empty only for {@link Role#ASSISTANT}
 * @param toolCallId only for {@link Role#TOOL}; absent there where the conversation does not say
 *     which call the message answers
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Message(
    Role role, String content, List<ToolCall> toolCalls, @Nullable String toolCallId) {

  public Message {
    requireNonNull(role);
    requireNonNull(content);
    toolCalls = List.copyOf(toolCalls);
  }

  public static Message of(Role role, String content) {
    return new Message(role, content, List.of(), null);
  }
}
