package dev.sluice.api.chat;

import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.sse.SseFrame;
import dev.sluice.chat.ChatResult;
import dev.sluice.chat.Usage;
import dev.sluice.provider.Delta;
import dev.sluice.wire.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of answers and of the events of streams. */
final class ChatDocuments {

  private static final SseFrame DONE = SseFrame.of("[DONE]");

  private ChatDocuments() {}

  static byte[] answer(Chat chat, ChatResult result) {
    ObjectNode document = Json.mapper().createObjectNode();
    switch (chat.version()) {
      case V1 -> plain(document, result);
      case V2 -> {
        document.put("id", chat.id());
        plain(document, result);
        if (!result.toolCalls().isEmpty()) {
          document.set("tool_calls", Json.mapper().valueToTree(result.toolCalls()));
        }
      }
    }
    return Json.mapper().writeValueAsBytes(document);
  }

  private static void plain(ObjectNode document, ChatResult result) {
    document.put("content", result.content()).put("model", result.model());
    document.set("usage", counts(result.usage()));
    document.put("finish_reason", result.finishReason());
  }

  /** Without the details, which only jobs show. */
  private static JsonNode counts(Usage usage) {
    return Json.mapper().valueToTree(new Usage(usage.promptTokens(), usage.completionTokens()));
  }

  static SseFrame piece(Delta delta) {
    ObjectNode document = Json.mapper().createObjectNode();
    switch (delta) {
      case Delta.Content(String text) -> document.put("content", text);
      case Delta.ToolCallPart part -> {
        document.put("content", "");
        toolCall(document.putArray("tool_calls").addObject(), part);
      }
    }
    return frame(document.putNull("finish_reason"));
  }

  private static void toolCall(ObjectNode call, Delta.ToolCallPart part) {
    call.put("index", part.index());
    if (part.id() != null) {
      call.put("id", part.id()).put("type", "function");
    }
    ObjectNode function = call.putObject("function");
    if (part.name() != null) {
      function.put("name", part.name());
    }
    function.put("arguments", part.arguments());
  }

  /** The events after the last piece. */
  static List<SseFrame> end(Chat chat, ChatResult result) {
    SseFrame finish =
        frame(
            Json.mapper()
                .createObjectNode()
                .put("content", "")
                .put("finish_reason", result.finishReason()));
    ObjectNode usage = Json.mapper().createObjectNode();
    usage.set("usage", counts(result.usage()));
    return switch (chat.version()) {
      case V1 -> List.of(finish, DONE);
      case V2 -> List.of(finish, frame(usage), DONE);
    };
  }

  static SseFrame error(ApiError error) {
    ObjectNode document = Json.mapper().createObjectNode();
    document.set("error", error.toJson());
    return frame(document);
  }

  private static SseFrame frame(JsonNode document) {
    return SseFrame.of(Json.mapper().writeValueAsString(document));
  }
}
