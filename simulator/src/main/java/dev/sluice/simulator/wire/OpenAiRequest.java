package dev.sluice.simulator.wire;

import dev.sluice.simulator.prompt.Delivery;
import dev.sluice.simulator.prompt.Demand;
import dev.sluice.simulator.prompt.Format;
import dev.sluice.simulator.prompt.Limits;
import dev.sluice.simulator.prompt.Prompt;
import dev.sluice.simulator.prompt.Tool;
import dev.sluice.simulator.prompt.ToolChoice;
import dev.sluice.simulator.prompt.Unacceptable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads the body of {@code POST /v1/chat/completions}. */
final class OpenAiRequest {

  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool", "function");
  private static final int MAX_STOPS = 4;

  private final Fields fields;

  OpenAiRequest(JsonNode body) {
    this.fields = new Fields(body);
  }

  Prompt read() throws Unacceptable {
    String model = fields.requiredText("model");
    if (fields.positive("n").orElse(1) != 1) {
      throw new Unacceptable("n must be 1: the simulator answers with one choice", "n");
    }
    boolean usageChunk = new Fields(fields.node("stream_options")).flag("include_usage");
    return new Prompt(
        model,
        Talk.read(fields.messages(), ROLES, 0),
        new Demand(tools(), toolChoice(), format()),
        new Limits(maxTokens(), stops()),
        new Delivery(fields.flag("stream"), usageChunk));
  }

  private int maxTokens() throws Unacceptable {
    OptionalInt current = fields.positive("max_completion_tokens");
    OptionalInt older = fields.positive("max_tokens");
    return current.orElse(older.orElse(Integer.MAX_VALUE));
  }

  private List<String> stops() throws Unacceptable {
    if (fields.node("stop").isString()) {
      return List.of(fields.requiredText("stop"));
    }
    List<String> stops = fields.texts("stop");
    if (stops.size() > MAX_STOPS) {
      throw new Unacceptable("stop holds at most " + MAX_STOPS + " sequences", "stop");
    }
    return stops;
  }

  private List<Tool> tools() throws Unacceptable {
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : fields.list("tools")) {
      if (tool.path("type").asString("").equals("function")) {
        JsonNode function = tool.path("function");
        tools.add(new Tool(new Fields(function).requiredText("name"), function.path("parameters")));
      }
    }
    return tools;
  }

  private ToolChoice toolChoice() throws Unacceptable {
    JsonNode choice = fields.node("tool_choice");
    if (choice.isObject()) {
      return switch (choice.path("type").asString("")) {
        case "function" ->
            new ToolChoice.Named(new Fields(choice.path("function")).requiredText("name"));
        case "allowed_tools" -> mode(choice.path("allowed_tools").path("mode").asString("auto"));
        default -> throw new Unacceptable("tool_choice has an unknown type", "tool_choice");
      };
    }
    return mode(fields.text("tool_choice").orElse("auto"));
  }

  private static ToolChoice mode(String mode) throws Unacceptable {
    return switch (mode) {
      case "auto" -> new ToolChoice.Free();
      case "none" -> new ToolChoice.Forbidden();
      case "required" -> new ToolChoice.Any();
      default ->
          throw new Unacceptable(
              "tool_choice must be auto, none, required or a tool", "tool_choice");
    };
  }

  private Format format() throws Unacceptable {
    JsonNode format = fields.node("response_format");
    return switch (format.path("type").asString("text")) {
      case "text" -> new Format.Text();
      case "json_object" -> new Format.AnyJson();
      case "json_schema" -> new Format.Fitting(format.path("json_schema").path("schema"));
      default ->
          throw new Unacceptable(
              "response_format.type must be text, json_object or json_schema",
              "response_format.type");
    };
  }
}
