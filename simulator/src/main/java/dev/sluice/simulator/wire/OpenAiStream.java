package dev.sluice.simulator.wire;

import dev.sluice.simulator.answer.Answer;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The chunks of a streamed chat completion. */
final class OpenAiStream {

  private final Reply reply;
  private final Answer answer;

  /** Everything of a chunk up to its delta; the same for all chunks of a stream. */
  private final String head;

  OpenAiStream(Reply reply) {
    this.reply = reply;
    this.answer = reply.answer();
    String envelope = envelope(reply, "chat.completion.chunk").toString();
    this.head =
        "data: "
            + envelope.substring(0, envelope.length() - 1)
            + ",\"choices\":[{\"index\":0,\"delta\":";
  }

  static ObjectNode envelope(Reply reply, String object) {
    return JsonText.object()
        .put("id", "chatcmpl-" + reply.identity())
        .put("object", object)
        .put("created", reply.created().getEpochSecond())
        .put("model", reply.prompt().model())
        .put("system_fingerprint", "fp_simulator");
  }

  Frames frames() {
    List<String> pieces = answer.content().pieces();
    return new Frames(
        opening(), pieces.size(), index -> chunk(delta(pieces.get(index)), "null"), closing());
  }

  private String chunk(String delta, String finishReason) {
    return head + delta + ",\"logprobs\":null,\"finish_reason\":" + finishReason + "}]}\n\n";
  }

  private String opening() {
    return switch (answer.content()) {
      case Answer.Text text -> chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
      case Answer.Refused refused -> chunk("{\"role\":\"assistant\",\"refusal\":\"\"}", "null");
      case Answer.ToolUse call -> chunk(toolDelta(call), "null");
    };
  }

  private static String toolDelta(Answer.ToolUse call) {
    ObjectNode delta = JsonText.object().put("role", "assistant").putNull("content");
    ObjectNode tool = delta.putArray("tool_calls").addObject();
    tool.put("index", 0).put("id", call.id()).put("type", "function");
    tool.putObject("function").put("name", call.name()).put("arguments", "");
    return delta.toString();
  }

  private String delta(String piece) {
    String quoted = JsonText.quoted(piece);
    return switch (answer.content()) {
      case Answer.Text text -> "{\"content\":" + quoted + "}";
      case Answer.Refused refused -> "{\"refusal\":" + quoted + "}";
      case Answer.ToolUse call ->
          "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":" + quoted + "}}]}";
    };
  }

  private String closing() {
    String finish = chunk("{}", JsonText.quoted(OpenAi.finishReason(answer.finish())));
    return finish + usage() + "data: [DONE]\n\n";
  }

  private String usage() {
    if (!reply.prompt().delivery().usageChunk()) {
      return "";
    }
    ObjectNode chunk = envelope(reply, "chat.completion.chunk");
    chunk.putArray("choices");
    chunk.set("usage", OpenAi.usage(answer));
    return "data: " + chunk + "\n\n";
  }
}
