package dev.sluice.wire;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.EventType;
import dev.sluice.job.JobId;
import dev.sluice.job.JobRequest;
import dev.sluice.job.TenantId;
import dev.sluice.job.Webhook;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;

/**
 * A record of {@code jobs.submitted.v1}, keyed by job id: the job is accepted once it is in the
 * topic. A public contract: other producers may append records too.
 *
 * @param createdAt when the job was accepted
 * @param digest keyed hash of the request, which detects another request under the same id; empty
 *     when the producer has no key
 * @param retriedFrom the job that this one repeats
 */
public record JobSubmitted(
    JobId jobId,
    TenantId tenant,
    Instant createdAt,
    Optional<String> digest,
    Optional<String> sealedWebhookSecret,
    JobRequest request,
    Optional<JobId> retriedFrom) {

  private static final Set<String> MEMBERS =
      Set.of(
          "job_id",
          "tenant",
          "created_at",
          "digest",
          "sealed_webhook_secret",
          "retried_from",
          "request");

  public JobSubmitted {
    requireNonNull(jobId);
    requireNonNull(tenant);
    requireNonNull(createdAt);
    requireNonNull(request);
  }

  /** A job that repeats no other. */
  public JobSubmitted(
      JobId jobId,
      TenantId tenant,
      Instant createdAt,
      Optional<String> digest,
      Optional<String> sealedWebhookSecret,
      JobRequest request) {
    this(jobId, tenant, createdAt, digest, sealedWebhookSecret, request, Optional.empty());
  }

  /** The record's value: UTF-8 JSON. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(request.chat().rest().size() + 1024);
    try (JsonGenerator json = Json.mapper().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringProperty("job_id", jobId.toString());
      json.writeStringProperty("tenant", tenant.value());
      json.writeStringProperty("created_at", createdAt.toString());
      digest.ifPresent(value -> json.writeStringProperty("digest", value));
      sealedWebhookSecret.ifPresent(
          value -> json.writeStringProperty("sealed_webhook_secret", value));
      retriedFrom.ifPresent(value -> json.writeStringProperty("retried_from", value.toString()));
      json.writeName("request");
      json.writeStartObject();
      writeTyped(json, request);
      json.flush();
      ModelRequestFormat.appendRest(bytes, request.chat());
      // Closing the generator ends both objects.
    }
    return bytes.toByteArray();
  }

  /** The members of the request except the model's untyped ones, as an object without its end. */
  public static byte[] head(JobRequest request) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    JsonGenerator json = Json.mapper().createGenerator(bytes);
    json.writeStartObject();
    writeTyped(json, request);
    json.flush();
    return bytes.toByteArray();
  }

  private static void writeTyped(JsonGenerator json, JobRequest request) {
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

  /**
   * Reads and validates a record's value. The clock that accepted it may be up to a day ahead of
   * {@code now}.
   *
   * @throws InvalidFieldException when it is not JSON or breaks the contract
   */
  public static JobSubmitted read(byte[] value, Instant now) {
    try {
      return JsonCursor.readRecord(value, in -> read(in, now));
    } catch (JacksonException _) {
      throw new InvalidFieldException(null, "The value is not a JSON document.");
    }
  }

  private static JobSubmitted read(JsonCursor in, Instant now) {
    JobId jobId = null;
    TenantId tenant = null;
    Instant createdAt = null;
    String digest = null;
    String sealedWebhookSecret = null;
    JobId retriedFrom = null;
    JobRequest request = null;
    for (String name = in.nextMember(MEMBERS); name != null; name = in.nextMember(MEMBERS)) {
      switch (name) {
        case "job_id" -> jobId = jobId(in);
        case "tenant" -> tenant = tenant(in);
        case "created_at" -> createdAt = in.timestamp();
        case "digest" -> digest = base64(in);
        case "sealed_webhook_secret" -> sealedWebhookSecret = base64(in);
        case "retried_from" -> retriedFrom = jobId(in);
        case "request" -> request = in.nested(() -> RequestReader.accepted(in, now));
        default -> in.skip();
      }
    }
    return new JobSubmitted(
        required("job_id", jobId),
        required("tenant", tenant),
        required("created_at", createdAt),
        Optional.ofNullable(digest),
        Optional.ofNullable(sealedWebhookSecret),
        required("request", request),
        Optional.ofNullable(retriedFrom));
  }

  private static <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw InvalidFieldException.of(name, "is required.");
    }
    return value;
  }

  private static JobId jobId(JsonCursor in) {
    return JobId.parse(in.text(1, 64)).orElseThrow(() -> in.invalid("must be a UUID."));
  }

  private static TenantId tenant(JsonCursor in) {
    try {
      return new TenantId(in.text(1, TenantId.MAX_LENGTH));
    } catch (IllegalArgumentException _) {
      throw in.invalid("must not be blank or contain control characters.");
    }
  }

  private static String base64(JsonCursor in) {
    String text = in.text(1, 4096);
    try {
      Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      throw in.invalid("must be base64.");
    }
    return text;
  }

  /** Never shows the request. */
  @Override
  public String toString() {
    return "JobSubmitted[" + jobId + ", tenant=" + tenant + "]";
  }
}
