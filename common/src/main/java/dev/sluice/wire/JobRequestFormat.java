package dev.sluice.wire;

import dev.sluice.job.EventType;
import dev.sluice.job.JobRequest;
import dev.sluice.job.Webhook;
import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;

/**
 * The JSON form of a {@link JobRequest} as it travels in {@code jobs.submitted.v1}, defaults
 * included: Sluice's own members, those of the request to the model that are typed, and the rest of
 * that as it is.
 */
public final class JobRequestFormat {

  private JobRequestFormat() {}

  /** The members that are typed, as an object that is not ended; the rest follows them. */
  public static byte[] head(JobRequest request) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    JsonGenerator json = Json.mapper().createGenerator(bytes);
    json.writeStartObject();
    writeTyped(json, request);
    json.flush();
    return bytes.toByteArray();
  }

  static void writeTyped(JsonGenerator json, JobRequest request) {
    Webhook webhook = request.webhook();
    if (webhook != null) {
      json.writeStringProperty("webhook_url", webhook.url());
      json.writeName("webhook_events");
      json.writeStartArray();
      webhook.events().stream().map(EventType::wireName).sorted().forEach(json::writeString);
      json.writeEndArray();
    }
    json.writeStringProperty("priority", request.priority().wireName());
    if (request.runAt() != null) {
      json.writeStringProperty("run_at", request.runAt().toString());
    }
    json.writeNumberProperty("timeout_seconds", request.timeout().toSeconds());
    if (request.expiresIn() != null) {
      json.writeNumberProperty("expires_in_seconds", request.expiresIn().toSeconds());
    }
    json.writeNumberProperty("max_attempts", request.maxAttempts());
    if (!request.metadata().isEmpty()) {
      json.writePOJOProperty("metadata", request.metadata());
    }
    json.writeStringProperty("model", request.chat().model());
    ModelRequestFormat.writeTyped(json, request.chat());
  }
}
