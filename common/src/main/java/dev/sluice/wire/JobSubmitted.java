package dev.sluice.wire;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.JobId;
import dev.sluice.job.JobRequest;
import dev.sluice.job.TenantId;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;

/**
 * A record of {@code jobs.submitted.v1}: the job is accepted once it is in the topic. Keyed by job
 * id. A public contract: other producers may append it, too; they leave out what they cannot make.
 *
 * @param createdAt when it was accepted
 * @param digest keyed hash of the request, to tell a repeated request from another one under the
 *     same id; empty where the producer has no key
 * @param sealedWebhookSecret never in the clear
 * @param retriedFrom the job that this one repeats; empty for most
 */
public record JobSubmitted(
    JobId jobId,
    TenantId tenant,
    Instant createdAt,
    Optional<String> digest,
    Optional<String> sealedWebhookSecret,
    JobRequest request,
    Optional<JobId> retriedFrom) {

  public JobSubmitted {
    requireNonNull(jobId);
    requireNonNull(tenant);
    requireNonNull(createdAt);
    requireNonNull(request);
  }

  /** A submission that repeats no other. */
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
      JobRequestFormat.writeTyped(json, request);
      json.flush();
      ModelRequestFormat.appendRest(bytes, request.chat());
      // Closing the generator ends both objects.
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a record's value, validating everything, as any producer may have written it. It was
   * accepted by a clock that may be up to a day ahead of {@code now}.
   *
   * @throws InvalidFieldException where it is not JSON or breaks the contract
   */
  public static JobSubmitted read(byte[] value, Instant now) {
    try {
      return StrictJson.read(Json.recordMapper(), value, in -> new Reader(in, now).read());
    } catch (JacksonException _) {
      throw new InvalidFieldException(null, "The value is not a JSON document.");
    }
  }

  private static final class Reader {

    private static final Set<String> MEMBERS =
        Set.of(
            "job_id",
            "tenant",
            "created_at",
            "digest",
            "sealed_webhook_secret",
            "retried_from",
            "request");

    private final JsonCursor in;
    private final Instant now;
    private @Nullable JobId jobId;
    private @Nullable TenantId tenant;
    private @Nullable Instant createdAt;
    private @Nullable String digest;
    private @Nullable String sealedWebhookSecret;
    private @Nullable JobId retriedFrom;
    private @Nullable JobRequest request;

    Reader(JsonCursor in, Instant now) {
      this.in = in;
      this.now = now;
    }

    JobSubmitted read() {
      for (String name = in.nextMember(MEMBERS); name != null; name = in.nextMember(MEMBERS)) {
        member(name);
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

    private void member(String name) {
      switch (name) {
        case "job_id" -> jobId = jobId();
        case "tenant" -> tenant = tenant();
        case "created_at" -> createdAt = in.timestamp();
        case "digest" -> digest = base64();
        case "sealed_webhook_secret" -> sealedWebhookSecret = base64();
        case "retried_from" -> retriedFrom = jobId();
        case "request" -> request = in.nested(() -> RequestReader.accepted(in, now));
        default -> in.skip();
      }
    }

    private static <T> T required(String name, @Nullable T value) {
      if (value == null) {
        throw InvalidFieldException.of(name, "is required.");
      }
      return value;
    }

    private JobId jobId() {
      return JobId.parse(in.text(1, 64)).orElseThrow(() -> in.invalid("must be a UUID."));
    }

    private TenantId tenant() {
      try {
        return new TenantId(in.text(1, TenantId.MAX_LENGTH));
      } catch (IllegalArgumentException _) {
        throw in.invalid("must not be blank or contain control characters.");
      }
    }

    private String base64() {
      String text = in.text(1, 4096);
      try {
        Base64.getDecoder().decode(text);
      } catch (IllegalArgumentException _) {
        throw in.invalid("must be base64.");
      }
      return text;
    }
  }

  /** Never shows the request. */
  @Override
  public String toString() {
    return "JobSubmitted[" + jobId + ", tenant=" + tenant + "]";
  }
}
