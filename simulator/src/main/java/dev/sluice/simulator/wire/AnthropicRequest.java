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
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Parses the body of {@code POST /v1/messages}. */
final class AnthropicRequest {

  private static final Set<String> ROLES = Set.of("user", "assistant");

  private final Fields fields;

  AnthropicRequest(JsonNode body) {
    this.fields = new Fields(body);
  }

  Prompt read() throws InvalidRequestException {
    String model = fields.requiredText("model");
    int maxTokens =
        fields
            .positive("max_tokens")
            .orElseThrow(
                () -> new InvalidRequestException("max_tokens: field required", "max_tokens"));
    long system = MessageParser.text(fields.node("system"), "system").length();
    return new Prompt(
        model,
        MessageParser.read(fields.messages(), ROLES, system),
        new OutputOptions(tools(), toolChoice(), format()),
        new Limits(maxTokens, fields.texts("stop_sequences")),
        new StreamOptions(fields.flag("stream"), true));
  }

  private List<Tool> tools() throws InvalidRequestException {
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : fields.list("tools")) {
      // Server tools, which the provider runs itself, have no schema.
      if (tool.has("input_schema")) {
        tools.add(new Tool(new Fields(tool).requiredText("name"), tool.path("input_schema")));
      }
    }
    return tools;
  }

  private ToolChoice toolChoice() throws InvalidRequestException {
    JsonNode choice = fields.node("tool_choice");
    return switch (choice.path("type").asString("auto")) {
      case "auto" -> new ToolChoice.Auto();
      case "none" -> new ToolChoice.None();
      case "any" -> new ToolChoice.Required();
      case "tool" -> new ToolChoice.Named(new Fields(choice).requiredText("name"));
      default ->
          throw new InvalidRequestException(
              "tool_choice.type must be auto, any, tool or none", "tool_choice");
    };
  }

  private Format format() throws InvalidRequestException {
    JsonNode current = fields.node("output_config").path("format");
    JsonNode format = current.isObject() ? current : fields.node("output_format");
    return switch (format.path("type").asString("text")) {
      case "text" -> new Format.Text();
      case "json_schema" -> new Format.JsonSchema(format.path("schema"));
      default ->
          throw new InvalidRequestException(
              "output_config.format.type must be json_schema", "output_config");
    };
  }
}
