package dev.sluice.api.chat;

import dev.sluice.api.body.TreeSize;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Tool;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a chat's request takes of memory while it is answered: its text, and the structure of its
 * schemas, of which there are two by then, ours and the provider's client's.
 */
final class ChatSize {

  private static final long BYTES_PER_CHARACTER = 2;

  private ChatSize() {}

  /** In bytes; about, and rather too much. */
  static long of(ChatRequest request) {
    long characters = 0;
    long structure = 0;
    for (Message message : request.messages()) {
      characters += message.content().length();
      characters +=
          message.toolCalls().stream()
              .mapToLong(call -> call.function().arguments().length())
              .sum();
    }
    for (Tool tool : request.tools()) {
      characters += length(tool.function().parameters());
      structure += structure(tool.function().parameters());
    }
    if (request.responseFormat() instanceof ResponseFormat.JsonSchema(var schema)) {
      characters += length(schema.schema());
      structure += structure(schema.schema());
    }
    return characters * BYTES_PER_CHARACTER + structure;
  }

  private static long structure(@Nullable ObjectNode schema) {
    return schema == null ? 0 : TreeSize.of(schema);
  }

  private static long length(@Nullable ObjectNode schema) {
    return schema == null ? 0 : schema.toString().length();
  }
}
