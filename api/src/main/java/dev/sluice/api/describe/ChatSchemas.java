package dev.sluice.api.describe;

import static dev.sluice.api.describe.Shapes.anyObject;
import static dev.sluice.api.describe.Shapes.bool;
import static dev.sluice.api.describe.Shapes.constant;
import static dev.sluice.api.describe.Shapes.count;
import static dev.sluice.api.describe.Shapes.integer;
import static dev.sluice.api.describe.Shapes.list;
import static dev.sluice.api.describe.Shapes.matching;
import static dev.sluice.api.describe.Shapes.may;
import static dev.sluice.api.describe.Shapes.must;
import static dev.sluice.api.describe.Shapes.number;
import static dev.sluice.api.describe.Shapes.object;
import static dev.sluice.api.describe.Shapes.oneOf;
import static dev.sluice.api.describe.Shapes.ref;
import static dev.sluice.api.describe.Shapes.text;
import static dev.sluice.api.describe.Shapes.words;

import dev.sluice.api.describe.Shapes.Field;
import dev.sluice.wire.RequestBounds;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;

/** Conversations, tools and answers, as chat and jobs have them in common. */
final class ChatSchemas {

  static final List<String> FINISH_REASONS =
      List.of("stop", "length", "tool_calls", "content_filter");

  private ChatSchemas() {}

  static Field model() {
    Schema<?> model = matching(RequestBounds.MODEL_PATTERN, RequestBounds.MAX_MODEL);
    model.setDefault(RequestBounds.DEFAULT_MODEL);
    return may("model", model, "Which model answers; `GET /v1/models` lists them.");
  }

  static Field temperature() {
    Schema<?> temperature = number(RequestBounds.MIN_TEMPERATURE, RequestBounds.MAX_TEMPERATURE);
    temperature.setDefault(RequestBounds.DEFAULT_TEMPERATURE);
    return may("temperature", temperature, "How freely the model draws.");
  }

  static Field topP() {
    return may(
        "top_p",
        number(RequestBounds.MIN_TOP_P, RequestBounds.MAX_TOP_P),
        "The share of likely tokens that is drawn from.");
  }

  static Field seed() {
    return may("seed", Shapes.bigInteger(), "Asks for repeatable draws, where the provider can.");
  }

  static Field maxTokens() {
    Schema<?> maxTokens = integer(1, RequestBounds.MAX_MAX_TOKENS);
    maxTokens.setDefault(RequestBounds.DEFAULT_MAX_TOKENS);
    return may("max_tokens", maxTokens, "Upper bound of the answer, in tokens.");
  }

  static Field stop() {
    return may(
        "stop",
        list(text(1, RequestBounds.MAX_STOP), 0, RequestBounds.MAX_STOPS),
        "Sequences that end the answer.");
  }

  static Field messages(String item, boolean required) {
    Schema<?> messages = list(ref(item), 1, RequestBounds.MAX_MESSAGES);
    return new Field(
        "messages",
        required,
        messages.description(
            "The conversation: at least one `user` message; `system` in the first only."));
  }

  static Field metadata() {
    Schema<?> metadata = Shapes.object();
    metadata.setAdditionalProperties(text(0, RequestBounds.MAX_METADATA_VALUE));
    metadata.setPropertyNames(text(1, RequestBounds.MAX_METADATA_KEY));
    metadata.setMaxProperties(RequestBounds.MAX_METADATA);
    return may("metadata", metadata, "Pairs of the caller's own, without NUL.");
  }

  static Field tools() {
    return may(
        "tools",
        list(ref("Tool"), 0, RequestBounds.MAX_TOOLS),
        "Functions that the model may call.");
  }

  static Field toolChoice() {
    return may(
        "tool_choice", ref("ToolChoice"), "Whether and which tool is called; needs `tools`.");
  }

  static Field responseFormat() {
    return may("response_format", ref("ResponseFormat"), "The form that the answer must have.");
  }

  static Schema<?> plainMessage() {
    return object(
        must("role", roles(), "Who says it."),
        must("content", text(1, RequestBounds.MAX_CONTENT), "What is said; not blank."));
  }

  static Schema<?> message() {
    return object(
        must("role", roles(), "Who says it."),
        may(
            "content",
            text(0, RequestBounds.MAX_CONTENT),
            "What is said; not blank, and required unless there are `tool_calls`."),
        may(
            "tool_calls",
            list(ref("ToolCall"), 0, RequestBounds.MAX_TOOL_CALLS),
            "In an `assistant` message only."),
        may(
            "tool_call_id",
            text(1, RequestBounds.MAX_TOOL_CALL_ID),
            "In a `tool` message, required there: the call that it answers."));
  }

  static Schema<?> tool() {
    return object(
        must("type", constant("function"), "Always `function`."),
        must(
            "function",
            object(
                must("name", name(), "What the model calls it."),
                may("description", text(0, RequestBounds.MAX_DESCRIPTION), "What it does."),
                may("parameters", anyObject(), "A JSON Schema of its arguments."),
                may("strict", bool(), "Whether arguments must match the schema exactly.")),
            "The function."));
  }

  static Schema<?> toolChoiceForm() {
    return oneOf(
        words(List.of("auto", "none", "required")),
        object(
            must("type", constant("function"), "Always `function`."),
            must(
                "function",
                object(must("name", name(), "The one that must be called.")),
                "The function.")));
  }

  static Schema<?> responseFormatForm() {
    return object(
        must("type", words(List.of("text", "json_object", "json_schema")), "Which form."),
        may(
            "json_schema",
            object(
                must("name", name(), "What the schema is called."),
                may("description", text(0, RequestBounds.MAX_DESCRIPTION), "What it is for."),
                must("schema", anyObject(), "The JSON Schema."),
                may("strict", bool(), "Whether the answer must match it exactly.")),
            "Required with type `json_schema`."));
  }

  /** As requests carry it and as answers do. */
  static Schema<?> toolCall() {
    return object(
        must("id", text(1, RequestBounds.MAX_TOOL_CALL_ID), "The provider's id of the call."),
        must("type", constant("function"), "Always `function`."),
        must(
            "function",
            object(
                must("name", name(), "Which function."),
                must(
                    "arguments",
                    text(0, RequestBounds.MAX_CONTENT),
                    "A JSON document as text, as the model wrote it.")),
            "The call."));
  }

  static Schema<?> usage() {
    return object(
        must("prompt_tokens", count(), "Tokens of the conversation."),
        must("completion_tokens", count(), "Tokens of the answer."),
        must("total_tokens", count(), "Both."));
  }

  private static Schema<?> roles() {
    return words(List.of("system", "user", "assistant", "tool"));
  }

  private static Schema<?> name() {
    return matching(RequestBounds.NAME_PATTERN, RequestBounds.MAX_NAME);
  }
}
