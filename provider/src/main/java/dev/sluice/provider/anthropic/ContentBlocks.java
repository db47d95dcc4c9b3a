package dev.sluice.provider.anthropic;

import dev.sluice.provider.call.Failure;
import dev.sluice.provider.call.UpstreamException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * Writes a message's content, a text or a list of parts, as Anthropic's blocks of text and images.
 * Blank texts are left out: Anthropic refuses them.
 */
final class ContentBlocks {

  private static final Pattern DATA_URL =
      Pattern.compile("data:([^;,]+);base64,(.*)", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private final JsonGenerator out;

  ContentBlocks(JsonGenerator out) {
    this.out = out;
  }

  /** Writes a text as it is, parts as an array of blocks. */
  void writeContent(JsonNode content) throws UpstreamException {
    if (content.isArray()) {
      out.writeStartArray();
      writeBlocks(content);
      out.writeEndArray();
    } else {
      out.writeString(content.asString(""));
    }
  }

  /** Writes the elements of an array of blocks. */
  void writeBlocks(JsonNode content) throws UpstreamException {
    if (content.isString()) {
      writeText(content.asString());
    }
    for (JsonNode part : content) {
      writePart(part);
    }
  }

  /** The text of a content that has nothing else. */
  String text(JsonNode content) throws UpstreamException {
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
        new Failure.Unsupported(
            "Content parts of type '%s' are not supported %s."
                .formatted(part.path("type").asString(""), where)));
  }
}
