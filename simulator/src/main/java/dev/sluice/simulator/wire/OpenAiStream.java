package dev.sluice.simulator.wire;

import dev.sluice.simulator.answer.Answer;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The chunks of a streamed chat completion. */
final class OpenAiStream {

  private final Completion completion;
  private final Answer answer;

  /** The start of every chunk, up to its delta. */
  private final String head;

  OpenAiStream(Completion completion) {
    this.completion = completion;
    this.answer = completion.answer();
    String envelope = envelope(completion, "chat.completion.chunk").toString();
    this.head =
        "data: "
            + envelope.substring(0, envelope.length() - 1)
            + ",\"choices\":[{\"index\":0,\"delta\":";
  }

  static ObjectNode envelope(Completion completion, String object) {
    return JsonText.object()
        .put("id", "chatcmpl-" + completion.callId())
        .put("object", object)
        .put("created", completion.created().getEpochSecond())
        .put("model", completion.prompt().model())
        .put("system_fingerprint", "fp_simulator");
  }

  EventStream stream() {
    List<String> tokens = answer.content().tokens();
    return new EventStream(
        opening(), tokens.size(), index -> chunk(delta(tokens.get(index)), "null"), closing());
  }

  private String chunk(String delta, String finishReason) {
    return head + delta + ",\"logprobs\":null,\"finish_reason\":" + finishReason + "}]}\n\n";
  }

  private String opening() {
    return switch (answer.content()) {
      case Answer.Text text -> chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
      case Answer.Refusal refused -> chunk("{\"role\":\"assistant\",\"refusal\":\"\"}", "null");
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

  private String delta(String token) {
    String quoted = JsonText.quoted(token);
    return switch (answer.content()) {
      case Answer.Text text -> "{\"content\":" + quoted + "}";
      case Answer.Refusal refused -> "{\"refusal\":" + quoted + "}";
      case Answer.ToolUse call ->
          "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":" + quoted + "}}]}";
    };
  }

  private String closing() {
    String finish = chunk("{}", JsonText.quoted(OpenAi.finishReason(answer.finish())));
    return finish + usage() + "data: [DONE]\n\n";
  }

  private String usage() {
    if (!completion.prompt().delivery().usageChunk()) {
      return "";
    }
    ObjectNode chunk = envelope(completion, "chat.completion.chunk");
    chunk.putArray("choices");
    chunk.set("usage", OpenAi.usage(answer));
    return "data: " + chunk + "\n\n";
  }
}
