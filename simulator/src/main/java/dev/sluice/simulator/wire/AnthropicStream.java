package dev.sluice.simulator.wire;

import dev.sluice.simulator.answer.Answer;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The events of a streamed message. */
final class AnthropicStream {

  private static final String DELTA_HEAD =
      "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":";

  private final Completion completion;
  private final Answer answer;

  AnthropicStream(Completion completion) {
    this.completion = completion;
    this.answer = completion.answer();
  }

  EventStream stream() {
    List<String> tokens = answer.content().tokens();
    return new EventStream(
        (start() + blockStart() + event("ping", JsonText.object())),
        tokens.size(),
        index -> (DELTA_HEAD + delta(tokens.get(index)) + "}\n\n"),
        closing());
  }

  private static String event(String type, ObjectNode fields) {
    ObjectNode data = JsonText.object().put("type", type);
    data.setAll(fields);
    return "event: " + type + "\ndata: " + data + "\n\n";
  }

  private String start() {
    ObjectNode message = Anthropic.message(completion);
    message.set("usage", Anthropic.usage(answer, 1));
    ObjectNode fields = JsonText.object();
    fields.set("message", message);
    return event("message_start", fields);
  }

  private String blockStart() {
    ObjectNode fields = JsonText.object().put("index", 0);
    ObjectNode block = fields.putObject("content_block");
    switch (answer.content()) {
      case Answer.Text text -> block.put("type", "text").put("text", "");
      case Answer.Refusal refused -> block.put("type", "text").put("text", "");
      case Answer.ToolUse call -> {
        block.put("type", "tool_use").put("id", Anthropic.toolId(call)).put("name", call.name());
        block.putObject("input");
      }
    }
    return event("content_block_start", fields);
  }

  private String delta(String token) {
    String quoted = JsonText.quoted(token);
    return switch (answer.content()) {
      case Answer.Text text -> "{\"type\":\"text_delta\",\"text\":" + quoted + "}";
      case Answer.Refusal refused -> "{\"type\":\"text_delta\",\"text\":" + quoted + "}";
      case Answer.ToolUse call -> "{\"type\":\"input_json_delta\",\"partial_json\":" + quoted + "}";
    };
  }

  private String closing() {
    ObjectNode end = JsonText.object();
    Anthropic.setFinish(end.putObject("delta"), answer.finish());
    end.putObject("usage").put("output_tokens", answer.completionTokens());
    return event("content_block_stop", JsonText.object().put("index", 0))
        + event("message_delta", end)
        + event("message_stop", JsonText.object());
  }
}
