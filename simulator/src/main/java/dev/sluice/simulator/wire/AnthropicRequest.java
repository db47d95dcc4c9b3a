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
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads the body of {@code POST /v1/messages}. */
final class AnthropicRequest {

  private static final Set<String> ROLES = Set.of("user", "assistant");

  private final Fields fields;

  AnthropicRequest(JsonNode body) {
    this.fields = new Fields(body);
  }

  Prompt read() throws Unacceptable {
    String model = fields.requiredText("model");
    int maxTokens =
        fields
            .positive("max_tokens")
            .orElseThrow(() -> new Unacceptable("max_tokens: field required", "max_tokens"));
    long system = Talk.text(fields.node("system"), "system").length();
    return new Prompt(
        model,
        Talk.read(fields.messages(), ROLES, system),
        new Demand(tools(), toolChoice(), format()),
        new Limits(maxTokens, fields.texts("stop_sequences")),
        new Delivery(fields.flag("stream"), true));
  }

  private List<Tool> tools() throws Unacceptable {
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : fields.list("tools")) {
      // Server tools have no schema; the provider itself would run them.
      if (tool.has("input_schema")) {
        tools.add(new Tool(new Fields(tool).requiredText("name"), tool.path("input_schema")));
      }
    }
    return tools;
  }

  private ToolChoice toolChoice() throws Unacceptable {
    JsonNode choice = fields.node("tool_choice");
    return switch (choice.path("type").asString("auto")) {
      case "auto" -> new ToolChoice.Free();
      case "none" -> new ToolChoice.Forbidden();
      case "any" -> new ToolChoice.Any();
      case "tool" -> new ToolChoice.Named(new Fields(choice).requiredText("name"));
      default ->
          throw new Unacceptable("tool_choice.type must be auto, any, tool or none", "tool_choice");
    };
  }

  private Format format() throws Unacceptable {
    JsonNode current = fields.node("output_config").path("format");
    JsonNode format = current.isObject() ? current : fields.node("output_format");
    return switch (format.path("type").asString("text")) {
      case "text" -> new Format.Text();
      case "json_schema" -> new Format.Fitting(format.path("schema"));
      default ->
          throw new Unacceptable("output_config.format.type must be json_schema", "output_config");
    };
  }
}
