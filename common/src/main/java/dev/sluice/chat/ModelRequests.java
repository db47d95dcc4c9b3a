package dev.sluice.chat;

import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Makes the canonical request of one that was read into objects. */
public final class ModelRequests {

  private ModelRequests() {}

  /** The same request as bytes. */
  public static ModelRequest of(JsonMapper mapper, ChatRequest request) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = mapper.createGenerator(bytes)) {
      json.writeStartObject();
      json.writePOJOProperty(
          "messages", request.messages().stream().map(ModelRequests::answerable).toList());
      if (!request.tools().isEmpty()) {
        json.writePOJOProperty("tools", request.tools());
      }
      if (request.toolChoice() != null) {
        json.writePOJOProperty("tool_choice", request.toolChoice());
      }
      if (request.responseFormat() != null) {
        json.writePOJOProperty("response_format", request.responseFormat());
      }
      if (request.seed() != null) {
        json.writeNumberProperty("seed", request.seed());
      }
      json.writeEndObject();
    }
    return new ModelRequest(
        request.model(),
        request.maxTokens(),
        request.temperature(),
        request.topP(),
        request.stop(),
        RawJson.of(bytes.toByteArray()));
  }

  /** A tool's message that names no call is a user's: providers take results of calls only. */
  private static Message answerable(Message message) {
    return message.role() == Role.TOOL && message.toolCallId() == null
        ? Message.of(Role.USER, message.content())
        : message;
  }
}
