package dev.sluice.provider.anthropic;

import dev.sluice.chat.ModelRequest;
import dev.sluice.provider.call.AnswerBuilder;
import dev.sluice.provider.call.ModelPattern;
import dev.sluice.provider.call.Protocol;
import dev.sluice.provider.call.UpstreamException;
import dev.sluice.wire.Json;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * Anthropic's messages. Of a request's typed members:
 *
 * <ul>
 *   <li>the token limit of the answer, which Anthropic requires, defaults to 1000;
 *   <li>a temperature above 1, Anthropic's maximum, becomes 1; {@code top_p} is sent instead if it
 *       is given; models that refuse a temperature get neither;
 *   <li>stop sequences of white space, which Anthropic refuses, are left out.
 * </ul>
 *
 * <p>For all else see {@link RequestTranslation}.
 */
public final class AnthropicProtocol implements Protocol {

  private static final int DEFAULT_MAX_TOKENS = 1000;
  private static final double MAX_TEMPERATURE = 1;

  private final List<ModelPattern> temperatureModels;

  /**
   * @param temperatureModels models that accept a temperature; newer ones refuse it
   */
  public AnthropicProtocol(List<ModelPattern> temperatureModels) {
    this.temperatureModels = List.copyOf(temperatureModels);
  }

  @Override
  public String answersPath() {
    return "/v1/messages";
  }

  @Override
  public String modelsPath() {
    return "/v1/models?limit=1000";
  }

  @Override
  public Map<String, String> headers(String apiKey) {
    return Map.of("anthropic-version", "2023-06-01", "Authorization", "Bearer " + apiKey);
  }

  @Override
  public byte[] body(ModelRequest request, boolean stream) throws UpstreamException {
    ByteArrayOutputStream body = new ByteArrayOutputStream(256 + request.rest().size());
    try (JsonGenerator json = Json.mapper().createGenerator(body)) {
      json.writeStartObject();
      json.writeStringProperty("model", request.model());
      if (stream) {
        json.writeBooleanProperty("stream", true);
      }
      json.writeNumberProperty(
          "max_tokens", request.maxTokens() == null ? DEFAULT_MAX_TOKENS : request.maxTokens());
      if (temperatureModels.stream().anyMatch(pattern -> pattern.matches(request.model()))) {
        writeSampling(request, json);
      }
      List<String> stops = request.stop().stream().filter(stop -> !stop.isBlank()).toList();
      if (!stops.isEmpty()) {
        json.writeArrayPropertyStart("stop_sequences");
        stops.forEach(json::writeString);
        json.writeEndArray();
      }
      new RequestTranslation(json).write(request.rest());
      json.writeEndObject();
    }
    return body.toByteArray();
  }

  /** Never both, which newer models refuse. */
  private static void writeSampling(ModelRequest request, JsonGenerator json) {
    if (request.topP() != null) {
      json.writeNumberProperty("top_p", request.topP());
    } else if (request.temperature() != null) {
      json.writeNumberProperty("temperature", Math.min(MAX_TEMPERATURE, request.temperature()));
    }
  }

  @Override
  public AnswerReader reader(AnswerBuilder answer) {
    return new AnthropicReader(answer);
  }
}
