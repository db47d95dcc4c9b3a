package dev.sluice.simulator.wire;

import dev.sluice.simulator.prompt.Conversation;
import dev.sluice.simulator.prompt.Unacceptable;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads messages: both protocols have a role, and content that is a text or a list of parts. */
final class Talk {

  private Talk() {}

  static Conversation read(List<JsonNode> messages, Set<String> roles, long charactersBefore)
      throws Unacceptable {
    String lastUserMessage = "";
    long characters = charactersBefore;
    for (int i = 0; i < messages.size(); i++) {
      JsonNode message = messages.get(i);
      String role = message.path("role").asString("");
      if (!roles.contains(role)) {
        String field = "messages[%d].role".formatted(i);
        throw new Unacceptable(
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

  /** The text of all text parts. */
  static String text(JsonNode content, String field) throws Unacceptable {
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
    throw new Unacceptable(field + " must be a string or an array", field);
  }
}
