package dev.sluice.provider.openai;

import dev.sluice.chat.ModelRequest;
import dev.sluice.provider.call.AnswerBuilder;
import dev.sluice.provider.call.Protocol;
import dev.sluice.wire.Json;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * OpenAI's chat completions. All but a request's typed members is sent unchanged, unknown members
 * included.
 */
public final class OpenAiProtocol implements Protocol {

  private final OpenAiDialect dialect;

  public OpenAiProtocol(OpenAiDialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public String answersPath() {
    return "/chat/completions";
  }

  @Override
  public String modelsPath() {
    return "/models";
  }

  @Override
  public Map<String, String> headers(String apiKey) {
    return Map.of("Authorization", "Bearer " + apiKey);
  }

  @Override
  public byte[] body(ModelRequest request, boolean stream) {
    ByteArrayOutputStream typed = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.mapper().createGenerator(typed)) {
      json.writeStartObject();
      json.writeStringProperty("model", request.model());
      if (stream) {
        json.writeBooleanProperty("stream", true);
        json.writeObjectPropertyStart("stream_options");
        json.writeBooleanProperty("include_usage", true);
        json.writeEndObject();
      }
      if (request.maxTokens() != null) {
        json.writeNumberProperty(dialect.maxTokensField().wireName(), request.maxTokens());
      }
      if (!dialect.hasFixedSampling(request.model())) {
        writeSampling(request, json);
      }
      json.writeEndObject();
    }
    return joined(typed.toByteArray(), request.rest().bytes());
  }

  /** Joins two objects that are not empty. */
  private static byte[] joined(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length - 1);
    joined[first.length - 1] = ',';
    System.arraycopy(second, 1, joined, first.length, second.length - 1);
    return joined;
  }

  private static void writeSampling(ModelRequest request, JsonGenerator json) {
    if (request.temperature() != null) {
      json.writeNumberProperty("temperature", request.temperature());
    }
    if (request.topP() != null) {
      json.writeNumberProperty("top_p", request.topP());
    }
    if (!request.stop().isEmpty()) {
      json.writeArrayPropertyStart("stop");
      request.stop().forEach(json::writeString);
      json.writeEndArray();
    }
  }

  @Override
  public AnswerReader reader(AnswerBuilder answer) {
    return new OpenAiReader(answer);
  }
}
