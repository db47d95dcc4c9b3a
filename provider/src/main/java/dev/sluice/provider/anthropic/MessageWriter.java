package dev.sluice.provider.anthropic;

import dev.sluice.provider.call.Failure;
import dev.sluice.provider.call.UpstreamException;
import dev.sluice.wire.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * Writes the messages of one conversation in Anthropic's terms:
 *
 * <ul>
 *   <li>Consecutive tool messages become one user message, as Anthropic wants all results of the
 *       calls together; one that names no call becomes text of the user, as Anthropic takes results
 *       of its own calls only.
 *   <li>Content becomes blocks of text and images; blank texts, which Anthropic refuses, are left
 *       out.
 *   <li>Ids of tool calls that Anthropic refuses are replaced, those of a call and of its result
 *       alike, each by a different one. Arguments that are no JSON object become {@code
 *       {"arguments": "<text>"}}.
 * </ul>
 */
final class MessageWriter {

  private static final Pattern DATA_URL =
      Pattern.compile("data:([^;,]+);base64,(.*)", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private final JsonGenerator out;
  private final List<String> system;
  private final Map<String, String> ids = new HashMap<>();
  private final Set<String> usedIds = new HashSet<>();
  private boolean inResults;

  /**
   * @param system takes the texts of system messages
   */
  MessageWriter(JsonGenerator out, List<String> system) {
    this.out = out;
    this.system = system;
  }

  void add(JsonNode message) throws UpstreamException {
    String role = message.path("role").asString("");
    JsonNode content = message.path("content");
    boolean isResult = role.equals("tool") && message.path("tool_call_id").isString();
    if (!isResult) {
      end();
    }
    switch (role) {
      case "system", "developer" -> system.add(text(content));
      case "assistant" -> addAssistant(message, content);
      case "tool" -> {
        if (isResult) {
          addResult(message.path("tool_call_id").asString(), content);
        } else {
          addUser(content);
        }
      }
      default -> addUser(content);
    }
  }

  private void addUser(JsonNode content) throws UpstreamException {
    begin("user");
    out.writeName("content");
    writeContent(content);
    out.writeEndObject();
  }

  private void addAssistant(JsonNode message, JsonNode content) throws UpstreamException {
    begin("assistant");
    out.writeArrayPropertyStart("content");
    writeBlocks(content);
    for (JsonNode call : message.path("tool_calls")) {
      writeCall(call);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private void addResult(String callId, JsonNode content) throws UpstreamException {
    if (!inResults) {
      begin("user");
      out.writeArrayPropertyStart("content");
      inResults = true;
    }
    out.writeStartObject();
    out.writeStringProperty("type", "tool_result");
    out.writeStringProperty("tool_use_id", id(callId));
    out.writeName("content");
    writeContent(content);
    out.writeEndObject();
  }

  private void begin(String role) {
    out.writeStartObject();
    out.writeStringProperty("role", role);
  }

  /** Ends what the last message has left open. */
  void end() {
    if (inResults) {
      out.writeEndArray();
      out.writeEndObject();
      inResults = false;
    }
  }

  /** Writes text as it is, parts as an array of blocks. */
  private void writeContent(JsonNode content) throws UpstreamException {
    if (content.isArray()) {
      out.writeStartArray();
      writeBlocks(content);
      out.writeEndArray();
    } else {
      out.writeString(content.asString(""));
    }
  }

  /** Writes the elements of an array of blocks. */
  private void writeBlocks(JsonNode content) throws UpstreamException {
    if (content.isString()) {
      writeText(content.asString());
    }
    for (JsonNode part : content) {
      writePart(part);
    }
  }

  /** The text of content that consists of text only. */
  private static String text(JsonNode content) throws UpstreamException {
    StringBuilder text = new StringBuilder(content.asString(""));
    for (JsonNode part : content) {
      if (!part.path("type").asString("").equals("text")) {
        throw unsupported(part, "in system messages");
      }
      text.append(part.path("text").asString(""));
    }
    return text.toString();
  }

  private void writePart(JsonNode part) throws UpstreamException {
    switch (part.path("type").asString("")) {
      case "text" -> writeText(part.path("text").asString(""));
      case "refusal" -> writeText(part.path("refusal").asString(""));
      case "image_url" -> writeImage(part.path("image_url"));
      default -> throw unsupported(part, "by the model's provider");
    }
  }

  private void writeText(String text) {
    if (!text.isBlank()) {
      out.writeStartObject();
      out.writeStringProperty("type", "text");
      out.writeStringProperty("text", text);
      out.writeEndObject();
    }
  }

  private void writeImage(JsonNode image) {
    String url = image.path("url").asString("");
    Matcher data = DATA_URL.matcher(url);
    out.writeStartObject();
    out.writeStringProperty("type", "image");
    out.writeObjectPropertyStart("source");
    if (data.matches()) {
      out.writeStringProperty("type", "base64");
      out.writeStringProperty("media_type", data.group(1));
      out.writeStringProperty("data", data.group(2));
    } else {
      out.writeStringProperty("type", "url");
      out.writeStringProperty("url", url);
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private static UpstreamException unsupported(JsonNode part, String where) {
    return new UpstreamException(
        Failure.unsupported(
            "Content parts of type '%s' are not supported %s."
                .formatted(part.path("type").asString(""), where)));
  }

  private void writeCall(JsonNode call) {
    JsonNode function = call.path("function");
    out.writeStartObject();
    out.writeStringProperty("type", "tool_use");
    out.writeStringProperty("id", id(call.path("id").asString("")));
    out.writeStringProperty("name", function.path("name").asString(""));
    out.writeName("input");
    writeArguments(function.path("arguments").asString(""));
    out.writeEndObject();
  }

  /** The id to send for this one; it matches {@code ^[a-zA-Z0-9_-]+$}. */
  private String id(String id) {
    return ids.computeIfAbsent(id, this::unusedId);
  }

  private String unusedId(String id) {
    String allowed = id.isEmpty() ? "_" : id.replaceAll("[^a-zA-Z0-9_-]", "_");
    String candidate = allowed;
    for (int i = 2; !usedIds.add(candidate); i++) {
      candidate = allowed + "_" + i;
    }
    return candidate;
  }

  private void writeArguments(String arguments) {
    if (arguments.isBlank()) {
      out.writeStartObject();
      out.writeEndObject();
    } else if (isObject(arguments)) {
      out.writeRawValue(arguments);
    } else {
      out.writeStartObject();
      out.writeStringProperty("arguments", arguments);
      out.writeEndObject();
    }
  }

  private static boolean isObject(String text) {
    // A lone surrogate can be written within a string only.
    if (!text.codePoints().allMatch(c -> c < 0xD800 || c > 0xDFFF)) {
      return false;
    }
    try (JsonParser parser = Json.mapper().createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JacksonException _) {
      return false;
    }
  }
}
