package dev.sluice.wire;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Role;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolCall;
import dev.sluice.chat.ToolChoice;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the chat part of a request; the bounds are those of the HTTP contract. */
final class ChatFields {

  private static final Pattern MODEL = Pattern.compile(RequestBounds.MODEL_PATTERN);
  private static final Pattern NAME = Pattern.compile(RequestBounds.NAME_PATTERN);

  private ChatFields() {}

  /** A conversation given as {@code messages}, or as a lone {@code prompt}: exactly one of both. */
  static ChatRequest readPromptOrMessages(Fields fields) {
    boolean prompt = fields.has("prompt");
    if (prompt == fields.has("messages")) {
      throw new InvalidFieldException(
          prompt ? "messages" : "prompt", "Exactly one of prompt and messages must be given.");
    }
    return read(fields, prompt ? List.of(prompt(fields)) : messages(fields, ChatFields::message));
  }

  /** A conversation with everything that a model can be asked for. */
  static ChatRequest read(Fields fields) {
    return read(fields, messages(fields, ChatFields::message));
  }

  /** A conversation of nothing but roles and texts; whatever else there is counts as unknown. */
  static ChatRequest readPlain(Fields fields) {
    return new ChatRequest(
        model(fields),
        messages(fields, ChatFields::plainMessage),
        temperature(fields),
        maxTokens(fields),
        stop(fields),
        List.of(),
        null,
        null);
  }

  private static ChatRequest read(Fields fields, List<Message> messages) {
    List<Tool> tools = fields.objects("tools", RequestBounds.MAX_TOOLS, ChatFields::tool);
    return new ChatRequest(
        model(fields),
        messages,
        temperature(fields),
        maxTokens(fields),
        stop(fields),
        tools,
        toolChoice(fields, tools),
        responseFormat(fields),
        fields.number("top_p", RequestBounds.MIN_TOP_P, RequestBounds.MAX_TOP_P).orElse(null),
        fields.longInteger("seed").orElse(null));
  }

  private static double temperature(Fields fields) {
    return fields
        .number("temperature", RequestBounds.MIN_TEMPERATURE, RequestBounds.MAX_TEMPERATURE)
        .orElse(RequestBounds.DEFAULT_TEMPERATURE);
  }

  private static int maxTokens(Fields fields) {
    return fields
        .integer("max_tokens", 1, RequestBounds.MAX_MAX_TOKENS)
        .orElse(RequestBounds.DEFAULT_MAX_TOKENS);
  }

  private static List<String> stop(Fields fields) {
    return fields.texts("stop", RequestBounds.MAX_STOPS, 1, RequestBounds.MAX_STOP);
  }

  private static String model(Fields fields) {
    String model =
        fields.text("model", 1, RequestBounds.MAX_MODEL).orElse(RequestBounds.DEFAULT_MODEL);
    if (!MODEL.matcher(model).matches()) {
      throw fields.invalid("model", "must match ^" + MODEL + "$.");
    }
    return model;
  }

  private static Message prompt(Fields fields) {
    String prompt = fields.requiredText("prompt", 1, RequestBounds.MAX_PROMPT);
    if (prompt.isBlank()) {
      throw fields.invalid("prompt", "must not be blank.");
    }
    return Message.of(Role.USER, prompt);
  }

  private static List<Message> messages(Fields fields, Function<Fields, Message> reader) {
    List<Message> messages = fields.objects("messages", RequestBounds.MAX_MESSAGES, reader);
    if (messages.isEmpty()) {
      throw fields.invalid(
          "messages", "must have 1 to %d items.".formatted(RequestBounds.MAX_MESSAGES));
    }
    for (int i = 1; i < messages.size(); i++) {
      if (messages.get(i).role() == Role.SYSTEM) {
        throw fields.invalid(
            "messages[" + i + "].role", "may be system in the first message only.");
      }
    }
    if (messages.stream().noneMatch(message -> message.role() == Role.USER)) {
      throw fields.invalid("messages", "must have at least one message with role user.");
    }
    return messages;
  }

  private static Role role(Fields fields) {
    return fields
        .word("role", Role::ofWireName, "system, user, assistant, tool")
        .orElseThrow(() -> fields.invalid("role", "is required."));
  }

  private static Message plainMessage(Fields fields) {
    return Message.of(role(fields), content(fields, false));
  }

  private static Message message(Fields fields) {
    Role role = role(fields);
    List<ToolCall> toolCalls =
        fields.objects("tool_calls", RequestBounds.MAX_TOOL_CALLS, ChatFields::toolCall);
    if (!toolCalls.isEmpty() && role != Role.ASSISTANT) {
      throw fields.invalid("tool_calls", "belongs in an assistant message.");
    }
    String toolCallId = fields.text("tool_call_id", 1, RequestBounds.MAX_TOOL_CALL_ID).orElse(null);
    if ((toolCallId != null) != (role == Role.TOOL)) {
      throw fields.invalid(
          "tool_call_id", role == Role.TOOL ? "is required." : "belongs in a tool message.");
    }
    return new Message(role, content(fields, !toolCalls.isEmpty()), toolCalls, toolCallId);
  }

  private static String content(Fields fields, boolean mayBeAbsent) {
    if (mayBeAbsent) {
      return fields.text("content", 0, RequestBounds.MAX_CONTENT).orElse("");
    }
    String content = fields.requiredText("content", 1, RequestBounds.MAX_CONTENT);
    if (content.isBlank()) {
      throw fields.invalid("content", "must not be blank.");
    }
    return content;
  }

  private static ToolCall toolCall(Fields fields) {
    requireFunctionType(fields);
    Fields function = requiredObject(fields, "function");
    return ToolCall.function(
        fields.requiredText("id", 1, RequestBounds.MAX_TOOL_CALL_ID),
        name(function),
        function.requiredText("arguments", 0, RequestBounds.MAX_CONTENT));
  }

  private static Tool tool(Fields fields) {
    requireFunctionType(fields);
    Fields function = requiredObject(fields, "function");
    return new Tool(
        "function",
        new Tool.Function(
            name(function),
            function.text("description", 0, RequestBounds.MAX_DESCRIPTION).orElse(null),
            function.rawObject("parameters").orElse(null),
            function.bool("strict").orElse(null)));
  }

  /** An empty array of tools is as good as none. */
  private static @Nullable ToolChoice toolChoice(Fields fields, List<Tool> tools) {
    JsonNode node = fields.node("tool_choice");
    if (node == null) {
      return null;
    }
    if (tools.isEmpty()) {
      throw fields.invalid("tool_choice", "needs tools.");
    }
    if (node.isString()) {
      return switch (node.stringValue()) {
        case "auto" -> ToolChoice.Mode.AUTO;
        case "none" -> ToolChoice.Mode.NONE;
        case "required" -> ToolChoice.Mode.REQUIRED;
        default ->
            throw fields.invalid("tool_choice", "must be auto, none, required or a function.");
      };
    }
    Fields choice = requiredObject(fields, "tool_choice");
    requireFunctionType(choice);
    return new ToolChoice.Named(name(requiredObject(choice, "function")));
  }

  private static @Nullable ResponseFormat responseFormat(Fields fields) {
    Fields format = fields.object("response_format").orElse(null);
    if (format == null) {
      return null;
    }
    String type = format.requiredText("type", 1, 64);
    return switch (type) {
      case "text" -> new ResponseFormat.Text();
      case "json_object" -> new ResponseFormat.JsonObject();
      case "json_schema" -> new ResponseFormat.JsonSchema(schema(format));
      default -> throw format.invalid("type", "must be one of text, json_object, json_schema.");
    };
  }

  private static ResponseFormat.Schema schema(Fields format) {
    Fields schema = requiredObject(format, "json_schema");
    return new ResponseFormat.Schema(
        name(schema),
        schema.text("description", 0, RequestBounds.MAX_DESCRIPTION).orElse(null),
        schema.rawObject("schema").orElseThrow(() -> schema.invalid("schema", "is required.")),
        schema.bool("strict").orElse(null));
  }

  private static void requireFunctionType(Fields fields) {
    if (!fields.requiredText("type", 1, 64).equals("function")) {
      throw fields.invalid("type", "must be function.");
    }
  }

  private static String name(Fields fields) {
    String name = fields.requiredText("name", 1, RequestBounds.MAX_NAME);
    if (!NAME.matcher(name).matches()) {
      throw fields.invalid("name", "must match ^" + NAME + "$.");
    }
    return name;
  }

  private static Fields requiredObject(Fields fields, String name) {
    return fields.object(name).orElseThrow(() -> fields.invalid(name, "is required."));
  }
}
