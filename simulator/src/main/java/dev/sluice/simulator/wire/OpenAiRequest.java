package dev.sluice.simulator.wire;

import dev.sluice.simulator.prompt.Format;
import dev.sluice.simulator.prompt.InvalidRequestException;
import dev.sluice.simulator.prompt.Limits;
import dev.sluice.simulator.prompt.OutputOptions;
import dev.sluice.simulator.prompt.Prompt;
import dev.sluice.simulator.prompt.StreamOptions;
import dev.sluice.simulator.prompt.Tool;
import dev.sluice.simulator.prompt.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Parses the body of {@code POST /v1/chat/completions}. */
final class OpenAiRequest {

  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool", "function");
  private static final int MAX_STOPS = 4;

  private final Fields fields;

  OpenAiRequest(JsonNode body) {
    this.fields = new Fields(body);
  }

  Prompt read() throws InvalidRequestException {
    String model = fields.requiredText("model");
    if (fields.positive("n").orElse(1) != 1) {
      throw new InvalidRequestException("n must be 1: the simulator returns one choice", "n");
    }
    boolean usageChunk = new Fields(fields.node("stream_options")).flag("include_usage");
    return new Prompt(
        model,
        MessageParser.read(fields.messages(), ROLES, 0),
        new OutputOptions(tools(), toolChoice(), format()),
        new Limits(maxTokens(), stops()),
        new StreamOptions(fields.flag("stream"), usageChunk));
  }

  private int maxTokens() throws InvalidRequestException {
    OptionalInt current = fields.positive("max_completion_tokens");
    OptionalInt older = fields.positive("max_tokens");
    return current.orElse(older.orElse(Integer.MAX_VALUE));
  }

  private List<String> stops() throws InvalidRequestException {
    if (fields.node("stop").isString()) {
      return List.of(fields.requiredText("stop"));
    }
    List<String> stops = fields.texts("stop");
    if (stops.size() > MAX_STOPS) {
      throw new InvalidRequestException(
          "stop can contain at most " + MAX_STOPS + " sequences", "stop");
    }
    return stops;
  }

  private List<Tool> tools() throws InvalidRequestException {
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : fields.list("tools")) {
      if (tool.path("type").asString("").equals("function")) {
        JsonNode function = tool.path("function");
        tools.add(new Tool(new Fields(function).requiredText("name"), function.path("parameters")));
      }
    }
    return tools;
  }

  private ToolChoice toolChoice() throws InvalidRequestException {
    JsonNode choice = fields.node("tool_choice");
    if (choice.isObject()) {
      return switch (choice.path("type").asString("")) {
        case "function" ->
            new ToolChoice.Named(new Fields(choice.path("function")).requiredText("name"));
        case "allowed_tools" -> mode(choice.path("allowed_tools").path("mode").asString("auto"));
        default ->
            throw new InvalidRequestException("tool_choice has an unknown type", "tool_choice");
      };
    }
    return mode(fields.text("tool_choice").orElse("auto"));
  }

  private static ToolChoice mode(String mode) throws InvalidRequestException {
    return switch (mode) {
      case "auto" -> new ToolChoice.Auto();
      case "none" -> new ToolChoice.None();
      case "required" -> new ToolChoice.Required();
      default ->
          throw new InvalidRequestException(
              "tool_choice must be auto, none, required or a tool", "tool_choice");
    };
  }

  private Format format() throws InvalidRequestException {
    JsonNode format = fields.node("response_format");
    return switch (format.path("type").asString("text")) {
      case "text" -> new Format.Text();
      case "json_object" -> new Format.JsonObject();
      case "json_schema" -> new Format.JsonSchema(format.path("json_schema").path("schema"));
      default ->
          throw new InvalidRequestException(
              "response_format.type must be text, json_object or json_schema",
              "response_format.type");
    };
  }
}
