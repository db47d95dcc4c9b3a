package dev.sluice.provider;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Role;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolCall;
import dev.sluice.chat.ToolChoice;
import dev.sluice.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A request that uses everything there is. */
public final class ToolChats {

  public static final ObjectNode SCHEMA =
      (ObjectNode)
          Json.mapper()
              .readTree(
                  """
                  {"type":"object","properties":{"a":{"type":"integer","minimum":1.5}},
                   "required":["a"],"additionalProperties":false,"$defs":{"x":{}}}
                  """);

  private ToolChats() {}

  public static ChatRequest everything(
      String model, @Nullable ToolChoice choice, @Nullable ResponseFormat format) {
    List<Message> messages =
        List.of(
            Message.of(Role.SYSTEM, "Be brief."),
            Message.of(Role.USER, "Go."),
            new Message(
                Role.ASSISTANT,
                "",
                List.of(
                    ToolCall.function("t1", "f", "{\"a\":2}"),
                    ToolCall.function("t2", "g", "not json")),
                null),
            new Message(Role.TOOL, "two", List.of(), "t1"),
            new Message(Role.TOOL, "bad", List.of(), "t2"),
            Message.of(Role.USER, "And?"));
    List<Tool> tools =
        List.of(
            new Tool("function", new Tool.Function("f", "does f", SCHEMA, true)),
            new Tool("function", new Tool.Function("g", null, null, null)));
    return new ChatRequest(model, messages, 1.5, 77, List.of("END"), tools, choice, format);
  }

  public static ResponseFormat jsonSchema() {
    return new ResponseFormat.JsonSchema(
        new ResponseFormat.Schema("answer", "an answer", SCHEMA, true));
  }
}
