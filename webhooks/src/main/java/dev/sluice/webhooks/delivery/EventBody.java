package dev.sluice.webhooks.delivery;

import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The body of a webhook. */
public final class EventBody {

  private EventBody() {}

  /**
   * {@code {"event":…,"timestamp":…,"data":…}} in UTF-8, with the bytes of the data as they were
   * received.
   *
   * @param type without characters that JSON escapes
   * @throws InvalidFieldException if the data is not one JSON object
   */
  public static byte[] of(String type, Instant time, byte[] data) {
    requireObject(data);
    byte[] head =
        "{\"event\":\"%s\",\"timestamp\":\"%s\",\"data\":"
            .formatted(type, time)
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream(head.length + data.length + 1);
    body.writeBytes(head);
    body.writeBytes(data);
    body.write('}');
    return body.toByteArray();
  }

  private static void requireObject(byte[] data) {
    try (JsonParser parser = Json.mapper().createParser(data)) {
      boolean object = parser.nextToken() == JsonToken.START_OBJECT;
      parser.skipChildren();
      if (object && parser.nextToken() == null) {
        return;
      }
    } catch (JacksonException _) {
      // Reported below.
    }
    throw new InvalidFieldException("data", "data must be one JSON object.");
  }
}
