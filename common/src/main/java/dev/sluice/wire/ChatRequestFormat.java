package dev.sluice.wire;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.ModelRequest;
import tools.jackson.databind.node.ObjectNode;

/** For providers that still take objects. */
public final class ChatRequestFormat {

  private ChatRequestFormat() {}

  public static ChatRequest of(ModelRequest request) {
    ObjectNode document =
        (ObjectNode) Json.mapper().readTree(ModelRequestFormat.write(request));
    document.put("model", request.model());
    return ChatFields.read(Fields.of(document));
  }
}
