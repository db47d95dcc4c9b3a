package dev.sluice.simulator.wire;

import dev.sluice.simulator.answer.Answer;
import dev.sluice.simulator.answer.FinishReason;
import dev.sluice.simulator.prompt.InvalidRequestException;
import dev.sluice.simulator.prompt.Prompt;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic's Messages API. */
public record Anthropic() implements Protocol {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  @Override
  public String name() {
    return "anthropic";
  }

  @Override
  public Prompt read(JsonNode body) throws InvalidRequestException {
    return new AnthropicRequest(body).read();
  }

  @Override
  public String completion(Completion completion) {
    Answer answer = completion.answer();
    ObjectNode message = message(completion);
    ObjectNode block = message.putArray("content").addObject();
    switch (answer.content()) {
      case Answer.Text text -> block.put("type", "text").put("text", answer.text());
      case Answer.Refusal refused -> block.put("type", "text").put("text", answer.text());
      case Answer.ToolUse call -> {
        block.put("type", "tool_use").put("id", toolId(call)).put("name", call.name());
        block.set("input", MAPPER.readTree(answer.text()));
      }
    }
    setFinish(message, answer.finish());
    message.set("usage", usage(answer, answer.completionTokens()));
    return message.toString();
  }

  /** A message without content and stop reason. */
  static ObjectNode message(Completion completion) {
    ObjectNode message =
        JsonText.object()
            .put("id", "msg_" + completion.callId())
            .put("type", "message")
            .put("role", "assistant")
            .put("model", completion.prompt().model());
    message.putArray("content");
    return message.putNull("stop_reason").putNull("stop_sequence");
  }

  static String toolId(Answer.ToolUse call) {
    return "toolu_" + call.id();
  }

  static void setFinish(ObjectNode target, FinishReason finish) {
    target.put("stop_reason", stopReason(finish));
    if (finish instanceof FinishReason.StopSequence(String sequence)) {
      target.put("stop_sequence", sequence);
    } else {
      target.putNull("stop_sequence");
    }
  }

  private static String stopReason(FinishReason finish) {
    return switch (finish) {
      case FinishReason.End() -> "end_turn";
      case FinishReason.StopSequence(String sequence) -> "stop_sequence";
      case FinishReason.Length() -> "max_tokens";
      case FinishReason.ToolCall() -> "tool_use";
      case FinishReason.Refusal() -> "refusal";
    };
  }

  static ObjectNode usage(Answer answer, int outputTokens) {
    return JsonText.object()
        .put("input_tokens", answer.promptTokens())
        .put("cache_creation_input_tokens", 0)
        .put("cache_read_input_tokens", 0)
        .put("output_tokens", outputTokens)
        .put("service_tier", "standard");
  }

  @Override
  public EventStream stream(Completion completion) {
    return new AnthropicStream(completion).stream();
  }

  @Override
  public String error(ProtocolError error) {
    ObjectNode body = JsonText.object().put("type", "error");
    body.putObject("error").put("type", type(error.status())).put("message", error.message());
    return body.put("request_id", error.requestId()).toString();
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 500, 502 -> "api_error";
      case 504 -> "timeout_error";
      case 503, 529 -> "overloaded_error";
      default -> "invalid_request_error";
    };
  }

  @Override
  public String errorEvent(ProtocolError error) {
    return "event: error\ndata: " + error(error) + "\n\n";
  }

  @Override
  public String malformedEvent() {
    return "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"del\n\n";
  }

  @Override
  public String requestIdHeader() {
    return "request-id";
  }

  @Override
  public String models(List<String> models) {
    ObjectNode body = JsonText.object();
    ArrayNode data = body.putArray("data");
    for (String model : models) {
      data.addObject()
          .put("type", "model")
          .put("id", model)
          .put("display_name", model)
          .put("created_at", "2026-01-01T00:00:00Z");
    }
    body.put("has_more", false).put("first_id", models.getFirst()).put("last_id", models.getLast());
    return body.toString();
  }
}
