package dev.sluice.dispatcher.fanout;

import dev.sluice.wire.InvalidFieldException;
import dev.sluice.wire.JobAnnouncement;
import dev.sluice.wire.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The body of a webhook. */
final class EventBody {

  private EventBody() {}

  /**
   * {@code {"event":…,"timestamp":…,"data":…}} in UTF-8, the data as it came: what is signed and
   * sent later is never written anew.
   *
   * @throws InvalidFieldException where the data is not one JSON object
   */
  static byte[] of(JobAnnouncement event) {
    requireObject(event.data());
    // Neither a type's name nor a timestamp has a character to escape.
    byte[] head =
        "{\"event\":\"%s\",\"timestamp\":\"%s\",\"data\":"
            .formatted(event.type().wireName(), event.time())
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream(head.length + event.data().length + 1);
    body.writeBytes(head);
    body.writeBytes(event.data());
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
      // Said below, together with the other forms of the same mistake.
    }
    throw new InvalidFieldException("data", "data must be one JSON object.");
  }
}
