package dev.sluice.api.chat;

import dev.sluice.api.http.errors.ApiError;
import dev.sluice.api.http.sse.SseFrame;
import dev.sluice.chat.ChatResult;
import dev.sluice.chat.Usage;
import dev.sluice.provider.Delta;
import dev.sluice.wire.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of answers and of the frames of streams. */
final class ChatDocuments {

  static final SseFrame DONE = SseFrame.of("[DONE]");

  private ChatDocuments() {}

  static byte[] answer(ChatOrder order, ChatResult result) {
    ObjectNode document = Json.mapper().createObjectNode();
    switch (order.version()) {
      case V1 -> plain(document, result);
      case V2 -> {
        document.put("id", order.id());
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

  /** The counts that the contract of chats has; details are shown with jobs only. */
  private static JsonNode counts(Usage usage) {
    return Json.mapper().valueToTree(new Usage(usage.promptTokens(), usage.completionTokens()));
  }

  static SseFrame content(String text) {
    return frame(Json.mapper().createObjectNode().put("content", text).putNull("finish_reason"));
  }

  static SseFrame toolCall(Delta.ToolCallPart part) {
    ObjectNode document = Json.mapper().createObjectNode().put("content", "");
    toolCall(document.putArray("tool_calls").addObject(), part);
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

  static SseFrame finish(ChatResult result) {
    return frame(
        Json.mapper()
            .createObjectNode()
            .put("content", "")
            .put("finish_reason", result.finishReason()));
  }

  static SseFrame usage(ChatResult result) {
    ObjectNode document = Json.mapper().createObjectNode();
    document.set("usage", counts(result.usage()));
    return frame(document);
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
