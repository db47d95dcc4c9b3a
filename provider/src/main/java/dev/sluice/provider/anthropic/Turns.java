package dev.sluice.provider.anthropic;

import dev.sluice.provider.call.UpstreamException;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * Writes the messages of a conversation as Anthropic's turns. Tool messages that follow each other
 * become one user turn, as Anthropic wants all results of a turn's calls together; one that names
 * no call becomes a user's text, as Anthropic takes results of its own calls only. For one
 * conversation.
 */
final class Turns {

  private final JsonGenerator out;
  private final List<String> system;
  private final ContentBlocks blocks;
  private final ToolUses toolUses;
  private boolean inResults;

  /**
   * @param system takes the texts of system messages
   */
  Turns(JsonGenerator out, List<String> system) {
    this.out = out;
    this.system = system;
    this.blocks = new ContentBlocks(out);
    this.toolUses = new ToolUses(out);
  }

  void add(JsonNode message) throws UpstreamException {
    String role = message.path("role").asString("");
    JsonNode content = message.path("content");
    boolean isResult = role.equals("tool") && message.path("tool_call_id").isString();
    if (!isResult) {
      endResults();
    }
    switch (role) {
      case "system", "developer" -> system.add(blocks.text(content));
      case "assistant" -> addAssistant(message, content);
      case "tool" -> {
        if (isResult) {
          addResult(message.path("tool_call_id").asString(), content);
        } else {
          addUser(content);
        }
      }
      default -> addUser(content);
    }
  }

  private void addUser(JsonNode content) throws UpstreamException {
    begin("user");
    out.writeName("content");
    blocks.writeContent(content);
    out.writeEndObject();
  }

  private void addAssistant(JsonNode message, JsonNode content) throws UpstreamException {
    begin("assistant");
    out.writeArrayPropertyStart("content");
    blocks.writeBlocks(content);
    for (JsonNode call : message.path("tool_calls")) {
      toolUses.write(call);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private void addResult(String callId, JsonNode content) throws UpstreamException {
    if (!inResults) {
      begin("user");
      out.writeArrayPropertyStart("content");
      inResults = true;
    }
    out.writeStartObject();
    out.writeStringProperty("type", "tool_result");
    out.writeStringProperty("tool_use_id", toolUses.id(callId));
    out.writeName("content");
    blocks.writeContent(content);
    out.writeEndObject();
  }

  void end() {
    endResults();
  }

  private void begin(String role) {
    out.writeStartObject();
    out.writeStringProperty("role", role);
  }

  private void endResults() {
    if (inResults) {
      out.writeEndArray();
      out.writeEndObject();
      inResults = false;
    }
  }
}
