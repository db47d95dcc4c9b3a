package dev.sluice.api.describe;

import static dev.sluice.api.describe.Shapes.count;
import static dev.sluice.api.describe.Shapes.list;
import static dev.sluice.api.describe.Shapes.may;
import static dev.sluice.api.describe.Shapes.must;
import static dev.sluice.api.describe.Shapes.object;
import static dev.sluice.api.describe.Shapes.orNull;
import static dev.sluice.api.describe.Shapes.ref;
import static dev.sluice.api.describe.Shapes.text;
import static dev.sluice.api.describe.Shapes.words;

import dev.sluice.api.keys.Scope;
import dev.sluice.wire.RequestBounds;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import java.util.Map;

/** Synchronous and streamed chat, and the models. */
final class Chats {

  private static final String TAG = "Chat";

  private Chats() {}

  static Chapter chapter() {
    return new Chapter(
        TAG,
        "One call to a model, answered at once.",
        List.of(chat(), stream(), chat2(), models()),
        Map.ofEntries(
            Map.entry("PlainMessage", ChatSchemas.plainMessage()),
            Map.entry("Message", ChatSchemas.message()),
            Map.entry("Tool", ChatSchemas.tool()),
            Map.entry("ToolCall", ChatSchemas.toolCall()),
            Map.entry("ToolChoice", ChatSchemas.toolChoiceForm()),
            Map.entry("ResponseFormat", ChatSchemas.responseFormatForm()),
            Map.entry("Usage", ChatSchemas.usage()),
            Map.entry("ChatRequest", request()),
            Map.entry("ChatRequestV2", request2()),
            Map.entry("ChatResponse", response()),
            Map.entry("ChatResponseV2", response2()),
            Map.entry("ChatChunk", chunk()),
            Map.entry("ModelList", modelList())));
  }

  private static Op chat() {
    return calling("/v1/chat", "chat", "Ask a model", "Takes roles and texts. Use `/v2/chat`.")
        .takesJson("ChatRequest", "question", QUESTION)
        .answers(200, "The answer, whole.", "ChatResponse", "answer", ANSWER)
        .refuses(Refusal.NOT_ACCEPTABLE)
        .deprecated();
  }

  private static Op stream() {
    return calling(
            "/v1/chat/stream",
            "chatStream",
            "Ask a model, and get the answer as it is written",
            """
            Each event is a chunk; the last has a `finish_reason`, and after it comes `data: [DONE]`. \
            A failure after the first chunk is an event `{"error":{…}}`, with neither after it. \
            A comment line keeps the connection alive every 15 s. Use `/v2/chat` with `stream`.\
            """)
        .takesJson("ChatRequest", "question", QUESTION)
        .streams(200, "The answer, chunk by chunk.", Op.EVENTS, ref("ChatChunk"), EVENTS)
        .deprecated();
  }

  private static Op chat2() {
    return calling(
            "/v2/chat",
            "chatV2",
            "Ask a model, with tools, formats and streaming",
            """
            With `stream` the answer is a stream of events as those of `/v1/chat/stream`, with \
            `tool_calls` among them and `usage` in one last chunk.\
            """)
        .takesJson("ChatRequestV2", "question", QUESTION, "tools", TOOLS)
        .answers(200, "The answer.", "ChatResponseV2", "answer", ANSWER_2)
        .streams(200, "The answer.", Op.EVENTS, ref("ChatChunk"), EVENTS_2);
  }

  private static Op models() {
    return Op.known("GET", "/v1/models", "models")
        .says(TAG, "List the models", "The models that the configured providers serve.")
        .answers(200, "The models.", "ModelList", "models", MODELS)
        .refuses(Refusal.NOT_ACCEPTABLE);
  }

  private static Op calling(String path, String id, String summary, String description) {
    return Op.scoped("POST", path, id, Scope.CHAT)
        .says(TAG, summary, description)
        .refuses(
            Refusal.TOKEN_LIMIT_TOO_SMALL,
            Refusal.TOKENS_LIMITED,
            Refusal.PROVIDER_REJECTED,
            Refusal.REQUEST_TOO_LARGE,
            Refusal.CONTENT_REFUSED,
            Refusal.MODEL_NOT_FOUND,
            Refusal.MODEL_NOT_ROUTED)
        .refuses(Refusal.ofProviders());
  }

  private static Schema<?> request() {
    return object(
        ChatSchemas.messages("PlainMessage", true),
        ChatSchemas.model(),
        ChatSchemas.temperature(),
        ChatSchemas.maxTokens(),
        ChatSchemas.stop(),
        userId());
  }

  private static Schema<?> request2() {
    Schema<?> stream = Shapes.bool();
    stream.setDefault(false);
    return object(
        ChatSchemas.messages("Message", true),
        ChatSchemas.model(),
        ChatSchemas.temperature(),
        ChatSchemas.topP(),
        ChatSchemas.maxTokens(),
        ChatSchemas.stop(),
        ChatSchemas.seed(),
        ChatSchemas.tools(),
        ChatSchemas.toolChoice(),
        ChatSchemas.responseFormat(),
        may("stream", stream, "Whether the answer comes as it is written."),
        userId(),
        ChatSchemas.metadata());
  }

  private static Shapes.Field userId() {
    return may(
        "user_id", text(0, RequestBounds.MAX_USER_ID), "The caller's own name for the user.");
  }

  private static Schema<?> response() {
    return object(
        must("content", text(), "The text."),
        must("model", text(), "The model that answered, as the provider names it."),
        must("usage", ref("Usage"), "What the call cost."),
        must("finish_reason", words(ChatSchemas.FINISH_REASONS), "Why the answer ended."));
  }

  private static Schema<?> response2() {
    return object(
        must("id", text(), "Of this answer."),
        must("content", text(), "The text; empty where the model only called tools."),
        must("model", text(), "The model that answered, as the provider names it."),
        may("tool_calls", list(ref("ToolCall")), "The calls that the model asks for."),
        must("usage", ref("Usage"), "What the call cost."),
        must("finish_reason", words(ChatSchemas.FINISH_REASONS), "Why the answer ended."));
  }

  private static Schema<?> chunk() {
    return object(
        may("content", text(), "A piece of the text."),
        may("finish_reason", orNull(text()), "Why the answer ended; null before it did."),
        may("tool_calls", list(Shapes.anyObject()), "Pieces of calls, by `index`; v2 only."),
        may("usage", ref("Usage"), "What the call cost, in the last chunk; v2 only."),
        may("error", ref("Error"), "What cut the answer off; nothing comes after it."));
  }

  private static Schema<?> modelList() {
    return object(
        must("success", Shapes.bool(), "Always true."),
        must("data", list(text()), "Their names."),
        must("error", orNull(text()), "Always null."),
        must("meta", object(must("count", count(), "How many.")), "About the list."));
  }

  private static final String QUESTION =
      """
      {"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"What is a sluice?"}],
       "model":"gpt-4o","temperature":0.2,"max_tokens":200}
      """;

  private static final String TOOLS =
      """
      {"messages":[{"role":"user","content":"Is it raining in Oslo?"}],
       "tools":[{"type":"function","function":{"name":"weather","description":"The weather in a town",
         "parameters":{"type":"object","properties":{"town":{"type":"string"}},"required":["town"]}}}],
       "tool_choice":"auto"}
      """;

  private static final String ANSWER =
      """
      {"content":"A gate that lets water through.","model":"gpt-4o",
       "usage":{"prompt_tokens":21,"completion_tokens":8,"total_tokens":29},"finish_reason":"stop"}
      """;

  private static final String ANSWER_2 =
      """
      {"id":"chat_01a20514-22de-7a77-91f1-04066734c3f2","content":"A gate that lets water through.",
       "model":"gpt-4o","usage":{"prompt_tokens":21,"completion_tokens":8,"total_tokens":29},"finish_reason":"stop"}
      """;

  private static final String EVENTS =
      """
      data: {"content":"A gate","finish_reason":null}

      data: {"content":".","finish_reason":"stop"}

      data: [DONE]

      """;

  private static final String EVENTS_2 =
      """
      data: {"content":"A gate","finish_reason":null}

      data: {"content":".","finish_reason":"stop"}

      data: {"usage":{"prompt_tokens":21,"completion_tokens":3,"total_tokens":24}}

      data: [DONE]

      """;

  private static final String MODELS =
      """
      {"success":true,"data":["claude-sonnet-4","gpt-4o"],"error":null,"meta":{"count":2}}
      """;
}
