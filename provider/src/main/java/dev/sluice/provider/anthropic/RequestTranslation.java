package dev.sluice.provider.anthropic;

import dev.sluice.chat.RawJson;
import dev.sluice.provider.call.UpstreamException;
import dev.sluice.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.JsonNodeFeature;

/**
 * Translates a request from OpenAI's JSON to Anthropic's, member by member:
 *
 * <ul>
 *   <li>system and developer messages become the {@code system} text; for the others see {@link
 *       MessageWriter};
 *   <li>{@code json_schema} becomes the output format of the same name (its name, description and
 *       strictness have no counterpart; models without structured outputs reject it), {@code
 *       json_object}, which has none, an instruction at the end of {@code system};
 *   <li>{@code user} becomes the metadata's user id;
 *   <li>members without a counterpart, such as {@code seed} and {@code reasoning_effort}, and
 *       unknown ones are left out.
 * </ul>
 *
 * <p>Numbers keep all their digits. Used once.
 */
final class RequestTranslation {

  private static final String JSON_INSTRUCTION =
      "Answer with a single JSON object and nothing else: no text before or after it, no code"
          + " fence.";

  private static final ObjectReader TREES =
      Json.mapper()
          .reader()
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

  private final JsonGenerator out;
  private final List<String> system = new ArrayList<>();
  private boolean asksForJson;
  private @Nullable JsonNode toolChoice;
  private boolean parallelToolCalls = true;
  private boolean hasTools;

  RequestTranslation(JsonGenerator out) {
    this.out = out;
  }

  void write(RawJson request) throws UpstreamException {
    try (JsonParser in = Json.mapper().createParser(request.bytes())) {
      in.nextToken();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        member(name, in);
      }
    }
    writeSystem();
    writeToolChoice();
  }

  private void member(String name, JsonParser in) throws UpstreamException {
    switch (name) {
      case "messages" -> writeMessages(in);
      case "tools" -> writeTools(in);
      case "tool_choice" -> toolChoice = tree(in);
      case "parallel_tool_calls" -> parallelToolCalls = in.currentToken() != JsonToken.VALUE_FALSE;
      case "response_format" -> writeFormat(tree(in));
      case "user" -> writeUser(tree(in));
      default -> in.skipChildren();
    }
  }

  private static JsonNode tree(JsonParser in) {
    return TREES.readTree(in);
  }

  private void writeMessages(JsonParser in) throws UpstreamException {
    out.writeArrayPropertyStart("messages");
    MessageWriter messages = new MessageWriter(out, system);
    while (in.nextToken() != JsonToken.END_ARRAY) {
      messages.add(tree(in));
    }
    messages.end();
    out.writeEndArray();
  }

  private void writeTools(JsonParser in) {
    out.writeArrayPropertyStart("tools");
    while (in.nextToken() != JsonToken.END_ARRAY) {
      hasTools = true;
      writeTool(tree(in).path("function"));
    }
    out.writeEndArray();
  }

  private void writeTool(JsonNode function) {
    out.writeStartObject();
    copy(function, "name");
    copy(function, "description");
    out.writeObjectPropertyStart("input_schema");
    out.writeStringProperty("type", "object");
    function.path("parameters").properties().stream()
        .filter(member -> !member.getKey().equals("type"))
        .forEach(member -> {
          out.writeName(member.getKey());
          out.writeTree(member.getValue());
        });
    out.writeEndObject();
    copy(function, "strict");
    out.writeEndObject();
  }

  private void copy(JsonNode object, String name) {
    if (object.hasNonNull(name)) {
      out.writeName(name);
      out.writeTree(object.get(name));
    }
  }

  private void writeFormat(JsonNode format) {
    switch (format.path("type").asString("")) {
      case "json_object" -> asksForJson = true;
      case "json_schema" -> {
        out.writeObjectPropertyStart("output_config");
        out.writeObjectPropertyStart("format");
        out.writeStringProperty("type", "json_schema");
        copy(format.path("json_schema"), "schema");
        out.writeEndObject();
        out.writeEndObject();
      }
      default -> {}
    }
  }

  private void writeUser(JsonNode user) {
    if (user.isString()) {
      out.writeObjectPropertyStart("metadata");
      out.writeStringProperty("user_id", user.asString());
      out.writeEndObject();
    }
  }

  private void writeSystem() {
    if (asksForJson) {
      system.add(JSON_INSTRUCTION);
    }
    if (!system.isEmpty()) {
      out.writeStringProperty("system", String.join("\n\n", system));
    }
  }

  private void writeToolChoice() {
    String mode = toolChoice == null ? "" : toolChoice.asString("");
    JsonNode named = toolChoice == null ? null : toolChoice.at("/function/name");
    String type =
        switch (mode) {
          case "auto", "none" -> mode;
          case "required" -> "any";
          default -> named != null && named.isString() ? "tool" : "auto";
        };
    boolean oneAtATime = !parallelToolCalls && hasTools && !type.equals("none");
    if ((toolChoice == null || toolChoice.isNull()) && !oneAtATime) {
      return;
    }
    out.writeObjectPropertyStart("tool_choice");
    out.writeStringProperty("type", type);
    if (type.equals("tool") && named != null) {
      out.writeStringProperty("name", named.asString());
    }
    if (oneAtATime) {
      out.writeBooleanProperty("disable_parallel_tool_use", true);
    }
    out.writeEndObject();
  }
}
