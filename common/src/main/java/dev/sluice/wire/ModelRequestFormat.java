package dev.sluice.wire;

import dev.sluice.chat.ModelRequest;
import dev.sluice.chat.RawJson;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The form in which a job's row stores the request to the model: a JSON object without {@code
 * model}, which has its own column. The typed members come first, so reading parses only those and
 * keeps the rest as bytes. {@code read(write(r))} equals {@code r}.
 */
public final class ModelRequestFormat {

  private ModelRequestFormat() {}

  public static byte[] write(ModelRequest request) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(request.rest().size() + 256);
    try (JsonGenerator json = Json.mapper().createGenerator(bytes)) {
      json.writeStartObject();
      writeTyped(json, request);
      json.flush();
      appendRest(bytes, request);
    }
    return bytes.toByteArray();
  }

  /** Writes the typed members, except the model. */
  static void writeTyped(JsonGenerator json, ModelRequest request) {
    if (request.maxTokens() != null) {
      json.writeNumberProperty("max_tokens", request.maxTokens());
    }
    if (request.temperature() != null) {
      json.writeNumberProperty("temperature", request.temperature());
    }
    if (request.topP() != null) {
      json.writeNumberProperty("top_p", request.topP());
    }
    if (!request.stop().isEmpty()) {
      json.writePOJOProperty("stop", request.stop());
    }
  }

  /** Appends the other members to an object that has no end yet. */
  static void appendRest(ByteArrayOutputStream object, ModelRequest request) {
    byte[] rest = request.rest().bytes();
    if (object.size() > 1) {
      object.write(',');
    }
    object.write(rest, 1, rest.length - 2);
  }

  public static ModelRequest read(String model, byte[] bytes) {
    Integer maxTokens = null;
    Double temperature = null;
    Double topP = null;
    List<String> stop = List.of();
    try (JsonParser in = Json.mapper().createParser(bytes)) {
      in.nextToken();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        int start = Math.toIntExact(in.currentTokenLocation().getByteOffset());
        in.nextToken();
        switch (name) {
          case "max_tokens" -> maxTokens = in.getIntValue();
          case "temperature" -> temperature = in.getDoubleValue();
          case "top_p" -> topP = in.getDoubleValue();
          case "stop" -> stop = texts(in);
          default -> {
            return new ModelRequest(model, maxTokens, temperature, topP, stop, rest(bytes, start));
          }
        }
      }
    }
    throw new IllegalArgumentException("a request has messages");
  }

  private static List<String> texts(JsonParser in) {
    List<String> texts = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      texts.add(in.getString());
    }
    return texts;
  }

  private static RawJson rest(byte[] bytes, int start) {
    if (start == 1) {
      return RawJson.of(bytes);
    }
    byte[] rest = new byte[bytes.length - start + 1];
    rest[0] = '{';
    System.arraycopy(bytes, start, rest, 1, bytes.length - start);
    return RawJson.of(rest);
  }
}
