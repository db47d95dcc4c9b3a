package dev.sluice.provider.openai;

import com.openai.core.JsonValue;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.ResponseFormatText;
import com.openai.models.chat.completions.ChatCompletionAssistantMessageParam;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionNamedToolChoice;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolCall;
import dev.sluice.chat.ToolChoice;
import dev.sluice.provider.JobAttempt;
import dev.sluice.provider.ProviderCall;
import dev.sluice.provider.call.PlainJson;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says a {@link ChatRequest} in OpenAI's words. Nothing is lost, our shapes being theirs; but a
 * tool's message that names no call becomes a user's.
 */
final class OpenAiRequests {

  private final OpenAiDialect dialect;

  OpenAiRequests(OpenAiDialect dialect) {
    this.dialect = dialect;
  }

  ChatCompletionCreateParams.Builder translate(ProviderCall call) {
    ChatRequest request = call.request();
    ChatCompletionCreateParams.Builder params =
        ChatCompletionCreateParams.builder().model(request.model());
    request.messages().forEach(message -> add(params, message));
    bounds(params, request);
    request.tools().forEach(tool -> params.addFunctionTool(function(tool.function())));
    choice(params, request);
    format(params, request);
    JobAttempt attempt = call.attempt();
    if (attempt != null) {
      attempt.headers().forEach(params::putAdditionalHeader);
    }
    return params;
  }

  private void bounds(ChatCompletionCreateParams.Builder params, ChatRequest request) {
    switch (dialect.maxTokensField()) {
      case MAX_TOKENS ->
          params.putAdditionalBodyProperty("max_tokens", JsonValue.from(request.maxTokens()));
      case MAX_COMPLETION_TOKENS -> params.maxCompletionTokens(request.maxTokens());
    }
    if (request.seed() != null) {
      // The SDK marks its own method as deprecated; compatible servers do not.
      params.putAdditionalBodyProperty("seed", JsonValue.from(request.seed()));
    }
    if (dialect.hasFixedSampling(request.model())) {
      return;
    }
    if (request.topP() != null) {
      params.topP(request.topP());
    }
    params.temperature(request.temperature());
    if (!request.stop().isEmpty()) {
      params.stopOfStrings(request.stop());
    }
  }

  private static void add(ChatCompletionCreateParams.Builder params, Message message) {
    switch (message.role()) {
      case SYSTEM -> params.addSystemMessage(message.content());
      case USER -> params.addUserMessage(message.content());
      case ASSISTANT -> params.addMessage(assistant(message));
      case TOOL -> addToolResult(params, message);
    }
  }

  private static void addToolResult(ChatCompletionCreateParams.Builder params, Message message) {
    if (message.toolCallId() == null) {
      // OpenAI takes a tool's message only as the answer to a call; this one is what the user adds.
      params.addUserMessage(message.content());
    } else {
      params.addMessage(
          ChatCompletionToolMessageParam.builder()
              .toolCallId(message.toolCallId())
              .content(message.content())
              .build());
    }
  }

  private static ChatCompletionAssistantMessageParam assistant(Message message) {
    ChatCompletionAssistantMessageParam.Builder assistant =
        ChatCompletionAssistantMessageParam.builder();
    if (!message.content().isEmpty() || message.toolCalls().isEmpty()) {
      assistant.content(message.content());
    }
    for (ToolCall toolCall : message.toolCalls()) {
      assistant.addToolCall(
          ChatCompletionMessageFunctionToolCall.builder()
              .id(toolCall.id())
              .function(
                  ChatCompletionMessageFunctionToolCall.Function.builder()
                      .name(toolCall.function().name())
                      .arguments(toolCall.function().arguments())
                      .build())
              .build());
    }
    return assistant.build();
  }

  private static FunctionDefinition function(Tool.Function function) {
    FunctionDefinition.Builder definition = FunctionDefinition.builder().name(function.name());
    if (function.description() != null) {
      definition.description(function.description());
    }
    if (function.parameters() != null) {
      definition.parameters(
          FunctionParameters.builder()
              .putAllAdditionalProperties(values(function.parameters()))
              .build());
    }
    if (function.strict() != null) {
      definition.strict(function.strict());
    }
    return definition.build();
  }

  private static void choice(ChatCompletionCreateParams.Builder params, ChatRequest request) {
    switch (request.toolChoice()) {
      case null -> {}
      case ToolChoice.Mode mode ->
          params.toolChoice(ChatCompletionToolChoiceOption.Auto.of(mode.wireForm()));
      case ToolChoice.Named(String name) ->
          params.toolChoice(
              ChatCompletionNamedToolChoice.builder()
                  .function(ChatCompletionNamedToolChoice.Function.builder().name(name).build())
                  .build());
    }
  }

  private static void format(ChatCompletionCreateParams.Builder params, ChatRequest request) {
    switch (request.responseFormat()) {
      case null -> {}
      case ResponseFormat.Text _ -> params.responseFormat(ResponseFormatText.builder().build());
      case ResponseFormat.JsonObject _ ->
          params.responseFormat(ResponseFormatJsonObject.builder().build());
      case ResponseFormat.JsonSchema(ResponseFormat.Schema schema) ->
          params.responseFormat(
              ResponseFormatJsonSchema.builder().jsonSchema(schema(schema)).build());
    }
  }

  private static ResponseFormatJsonSchema.JsonSchema schema(ResponseFormat.Schema schema) {
    ResponseFormatJsonSchema.JsonSchema.Builder builder =
        ResponseFormatJsonSchema.JsonSchema.builder()
            .name(schema.name())
            .schema(
                ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                    .putAllAdditionalProperties(values(schema.schema()))
                    .build());
    if (schema.description() != null) {
      builder.description(schema.description());
    }
    if (schema.strict() != null) {
      builder.strict(schema.strict());
    }
    return builder.build();
  }

  private static Map<String, JsonValue> values(ObjectNode object) {
    Map<String, JsonValue> values = new LinkedHashMap<>();
    PlainJson.members(object).forEach((name, value) -> values.put(name, JsonValue.from(value)));
    return values;
  }
}
