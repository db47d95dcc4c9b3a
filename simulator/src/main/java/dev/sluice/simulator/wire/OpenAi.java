package dev.sluice.simulator.wire;

import dev.sluice.simulator.answer.Answer;
import dev.sluice.simulator.answer.FinishReason;
import dev.sluice.simulator.prompt.InvalidRequestException;
import dev.sluice.simulator.prompt.Prompt;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's Chat Completions API. */
public record OpenAi() implements Protocol {

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public Prompt read(JsonNode body) throws InvalidRequestException {
    return new OpenAiRequest(body).read();
  }

  @Override
  public String completion(Completion completion) {
    ObjectNode body = OpenAiStream.envelope(completion, "chat.completion");
    ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    fill(message, completion.answer());
    choice.putNull("logprobs").put("finish_reason", finishReason(completion.answer().finish()));
    body.set("usage", usage(completion.answer()));
    return body.toString();
  }

  private static void fill(ObjectNode message, Answer answer) {
    String text = answer.text();
    switch (answer.content()) {
      case Answer.Text content -> message.put("content", text).putNull("refusal");
      case Answer.Refusal content -> message.putNull("content").put("refusal", text);
      case Answer.ToolUse call -> {
        message.putNull("content").putNull("refusal");
        ObjectNode tool = message.putArray("tool_calls").addObject();
        tool.put("id", call.id()).put("type", "function");
        tool.putObject("function").put("name", call.name()).put("arguments", text);
      }
    }
  }

  @Override
  public EventStream stream(Completion completion) {
    return new OpenAiStream(completion).stream();
  }

  static String finishReason(FinishReason finish) {
    return switch (finish) {
      case FinishReason.End() -> "stop";
      case FinishReason.StopSequence(String sequence) -> "stop";
      case FinishReason.Length() -> "length";
      case FinishReason.ToolCall() -> "tool_calls";
      case FinishReason.Refusal() -> "content_filter";
    };
  }

  static ObjectNode usage(Answer answer) {
    return JsonText.object()
        .put("prompt_tokens", answer.promptTokens())
        .put("completion_tokens", answer.completionTokens())
        .put("total_tokens", answer.promptTokens() + answer.completionTokens());
  }

  @Override
  public String error(ProtocolError error) {
    ObjectNode body = JsonText.object();
    body.putObject("error")
        .put("message", error.message())
        .put("type", type(error.status()))
        .put("param", error.parameter())
        .put("code", code(error.status()));
    return body.toString();
  }

  private static String type(int status) {
    return switch (status) {
      case 429 -> "requests";
      case 500, 502, 503, 504, 529 -> "server_error";
      default -> "invalid_request_error";
    };
  }

  private static String code(int status) {
    return switch (status) {
      case 401 -> "invalid_api_key";
      case 403 -> "unsupported_country_region_territory";
      case 404 -> "model_not_found";
      case 408, 504 -> "timeout";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_exceeded";
      case 500, 502 -> "internal_error";
      case 503, 529 -> "overloaded";
      default -> "invalid_request";
    };
  }

  @Override
  public String errorEvent(ProtocolError error) {
    return "data: " + error(error) + "\n\n";
  }

  @Override
  public String malformedEvent() {
    return "data: {\"id\":\"chatcmpl-broken\",\"choices\":[{\"delta\":{\"cont\n\n";
  }

  @Override
  public String requestIdHeader() {
    return "x-request-id";
  }

  @Override
  public String models(List<String> models) {
    ObjectNode body = JsonText.object().put("object", "list");
    ArrayNode data = body.putArray("data");
    for (String model : models) {
      data.addObject()
          .put("id", model)
          .put("object", "model")
          .put("created", 1_767_225_600)
          .put("owned_by", "sluice-simulator");
    }
    return body.toString();
  }
}
