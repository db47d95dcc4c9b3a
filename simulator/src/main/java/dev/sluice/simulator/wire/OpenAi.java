package dev.sluice.simulator.wire;

import dev.sluice.simulator.answer.Answer;
import dev.sluice.simulator.answer.Finish;
import dev.sluice.simulator.prompt.Prompt;
import dev.sluice.simulator.prompt.Unacceptable;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's chat completions, as its API reference describes them. */
public record OpenAi() implements Protocol {

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public Prompt read(JsonNode body) throws Unacceptable {
    return new OpenAiRequest(body).read();
  }

  @Override
  public String whole(Reply reply) {
    ObjectNode completion = OpenAiStream.envelope(reply, "chat.completion");
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    fill(message, reply.answer());
    choice.putNull("logprobs").put("finish_reason", finishReason(reply.answer().finish()));
    completion.set("usage", usage(reply.answer()));
    return completion.toString();
  }

  private static void fill(ObjectNode message, Answer answer) {
    String text = answer.text();
    switch (answer.content()) {
      case Answer.Text content -> message.put("content", text).putNull("refusal");
      case Answer.Refused content -> message.putNull("content").put("refusal", text);
      case Answer.ToolUse call -> {
        message.putNull("content").putNull("refusal");
        ObjectNode tool = message.putArray("tool_calls").addObject();
        tool.put("id", call.id()).put("type", "function");
        tool.putObject("function").put("name", call.name()).put("arguments", text);
      }
    }
  }

  @Override
  public Frames frames(Reply reply) {
    return new OpenAiStream(reply).frames();
  }

  static String finishReason(Finish finish) {
    return switch (finish) {
      case Finish.End() -> "stop";
      case Finish.StopSequence(String sequence) -> "stop";
      case Finish.Length() -> "length";
      case Finish.ToolCall() -> "tool_calls";
      case Finish.Refusal() -> "content_filter";
    };
  }

  static ObjectNode usage(Answer answer) {
    return JsonText.object()
        .put("prompt_tokens", answer.promptTokens())
        .put("completion_tokens", answer.completionTokens())
        .put("total_tokens", answer.promptTokens() + answer.completionTokens());
  }

  @Override
  public String error(Fault fault) {
    ObjectNode body = JsonText.object();
    body.putObject("error")
        .put("message", fault.message())
        .put("type", type(fault.status()))
        .put("param", fault.parameter())
        .put("code", code(fault.status()));
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
  public String errorFrame(Fault fault) {
    return "data: " + error(fault) + "\n\n";
  }

  @Override
  public String brokenFrame() {
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
