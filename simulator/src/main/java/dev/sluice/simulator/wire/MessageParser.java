package dev.sluice.simulator.wire;

import dev.sluice.simulator.prompt.Conversation;
import dev.sluice.simulator.prompt.InvalidRequestException;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Parses messages. In both protocols they have a role and content, a string or a list of parts. */
final class MessageParser {

  private MessageParser() {}

  static Conversation read(List<JsonNode> messages, Set<String> roles, long charactersBefore)
      throws InvalidRequestException {
    String lastUserMessage = "";
    long characters = charactersBefore;
    for (int i = 0; i < messages.size(); i++) {
      JsonNode message = messages.get(i);
      String role = message.path("role").asString("");
      if (!roles.contains(role)) {
        String field = "messages[%d].role".formatted(i);
        throw new InvalidRequestException(
            field + " must be one of " + roles.stream().sorted().toList(), field);
      }
      String text = text(message.path("content"), "messages[%d].content".formatted(i));
      characters += text.length();
      if (role.equals("user") && !text.isEmpty()) {
        lastUserMessage = text;
      }
    }
    return Conversation.of(lastUserMessage, messages.size(), characters);
  }

  /** The concatenated text parts. */
  static String text(JsonNode content, String field) throws InvalidRequestException {
    if (content.isString()) {
      return content.stringValue();
    }
    if (content.isArray()) {
      StringBuilder text = new StringBuilder();
      content.forEach(part -> text.append(part.path("text").asString("")));
      return text.toString();
    }
    if (content.isNull() || content.isMissingNode()) {
      return "";
    }
    throw new InvalidRequestException(field + " must be a string or an array", field);
  }
}
