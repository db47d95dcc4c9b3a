package dev.sluice.provider.anthropic;

import com.anthropic.core.JsonValue;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import com.anthropic.models.messages.ToolChoiceAuto;
import com.anthropic.models.messages.ToolChoiceNone;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Role;
import dev.sluice.chat.ToolChoice;
import dev.sluice.provider.JobAttempt;
import dev.sluice.provider.ProviderCall;
import dev.sluice.provider.call.ModelPattern;
import dev.sluice.provider.call.PlainJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says a {@link ChatRequest}, whose shapes are OpenAI's, in Anthropic's words:
 *
 * <ul>
 *   <li>system messages become the {@code system} text;
 *   <li>a temperature above 1, Anthropic's greatest, becomes 1; {@code top_p} takes its place where
 *       it is given; models that refuse a temperature get neither;
 *   <li>{@code seed} has no counterpart and is left out;
 *   <li>{@code json_schema} becomes the output format of the same name (its name, description and
 *       strictness have no counterpart; models without structured outputs reject it), {@code
 *       json_object}, which has none, an instruction at the end of {@code system};
 *   <li>the messages: see {@link AnthropicMessages}.
 * </ul>
 */
final class AnthropicRequests {

  private static final String JSON_INSTRUCTION =
      "Answer with a single JSON object and nothing else: no text before or after it, no code"
          + " fence.";

  private static final double MAX_TEMPERATURE = 1;

  private final List<ModelPattern> temperatureModels;

  /**
   * @param temperatureModels models that take a temperature; newer ones refuse it
   */
  AnthropicRequests(List<ModelPattern> temperatureModels) {
    this.temperatureModels = List.copyOf(temperatureModels);
  }

  MessageCreateParams translate(ProviderCall call) {
    ChatRequest request = call.request();
    MessageCreateParams.Builder params =
        MessageCreateParams.builder().model(request.model()).maxTokens(request.maxTokens());
    system(params, request);
    AnthropicMessages.add(params, request.messages());
    if (temperatureModels.stream().anyMatch(pattern -> pattern.fits(request.model()))) {
      sampling(params, request);
    }
    if (!request.stop().isEmpty()) {
      params.stopSequences(request.stop());
    }
    request.tools().forEach(tool -> params.addTool(tool(tool.function())));
    choice(params, request);
    if (request.responseFormat() instanceof ResponseFormat.JsonSchema(ResponseFormat.Schema s)) {
      params.outputConfig(format(s));
    }
    JobAttempt attempt = call.attempt();
    if (attempt != null) {
      attempt.headers().forEach(params::putAdditionalHeader);
    }
    return params.build();
  }

  /** Never both: newer models refuse a request that has both. */
  private static void sampling(MessageCreateParams.Builder params, ChatRequest request) {
    if (request.topP() == null) {
      params.putAdditionalBodyProperty(
          "temperature", JsonValue.from(Math.min(MAX_TEMPERATURE, request.temperature())));
    } else {
      params.putAdditionalBodyProperty("top_p", JsonValue.from(request.topP()));
    }
  }

  private static void system(MessageCreateParams.Builder params, ChatRequest request) {
    List<String> texts = new ArrayList<>();
    request.messages().stream()
        .filter(message -> message.role() == Role.SYSTEM)
        .map(Message::content)
        .forEach(texts::add);
    if (request.responseFormat() instanceof ResponseFormat.JsonObject) {
      texts.add(JSON_INSTRUCTION);
    }
    if (!texts.isEmpty()) {
      params.system(String.join("\n\n", texts));
    }
  }

  private static Tool tool(dev.sluice.chat.Tool.Function function) {
    Tool.InputSchema.Builder schema = Tool.InputSchema.builder();
    if (function.parameters() != null) {
      Map<String, JsonValue> members = values(function.parameters());
      members.remove("type");
      schema.putAllAdditionalProperties(members);
    }
    Tool.Builder tool = Tool.builder().name(function.name()).inputSchema(schema.build());
    if (function.description() != null) {
      tool.description(function.description());
    }
    if (function.strict() != null) {
      tool.strict(function.strict());
    }
    return tool.build();
  }

  private static void choice(MessageCreateParams.Builder params, ChatRequest request) {
    switch (request.toolChoice()) {
      case null -> {}
      case ToolChoice.Mode mode -> {
        switch (mode) {
          case AUTO -> params.toolChoice(ToolChoiceAuto.builder().build());
          case NONE -> params.toolChoice(ToolChoiceNone.builder().build());
          case REQUIRED -> params.toolChoice(ToolChoiceAny.builder().build());
        }
      }
      case ToolChoice.Named(String name) -> params.toolToolChoice(name);
    }
  }

  private static OutputConfig format(ResponseFormat.Schema schema) {
    return OutputConfig.builder()
        .format(
            JsonOutputFormat.builder()
                .schema(
                    JsonOutputFormat.Schema.builder()
                        .putAllAdditionalProperties(values(schema.schema()))
                        .build())
                .build())
        .build();
  }

  static Map<String, JsonValue> values(ObjectNode object) {
    Map<String, JsonValue> values = new LinkedHashMap<>();
    PlainJson.members(object).forEach((name, value) -> values.put(name, JsonValue.from(value)));
    return values;
  }
}
