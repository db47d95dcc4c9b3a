package dev.sluice.wire;

import static java.util.Objects.requireNonNull;

import dev.sluice.job.JobId;
import dev.sluice.job.JobRequest;
import dev.sluice.job.TenantId;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

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
    ObjectNode node = Json.mapper().createObjectNode();
    node.put("job_id", jobId.toString());
    node.put("tenant", tenant.value());
    node.put("created_at", createdAt.toString());
    digest.ifPresent(value -> node.put("digest", value));
    sealedWebhookSecret.ifPresent(value -> node.put("sealed_webhook_secret", value));
    retriedFrom.ifPresent(value -> node.put("retried_from", value.toString()));
    node.set("request", JobRequestFormat.write(request));
    return Json.mapper().writeValueAsBytes(node);
  }

  /**
   * Reads a record's value, validating everything, as any producer may have written it. It was
   * accepted by a clock that may be up to a day ahead of {@code now}.
   *
   * @throws InvalidFieldException where it is not JSON or breaks the contract
   */
  public static JobSubmitted read(byte[] value, Instant now) {
    Fields fields;
    try {
      fields = Fields.of(Json.recordMapper().readTree(value));
    } catch (JacksonException _) {
      throw new InvalidFieldException(null, "The value is not a JSON document.");
    }
    return new JobSubmitted(
        jobId(fields, "job_id").orElseThrow(() -> fields.invalid("job_id", "is required.")),
        tenant(fields),
        fields
            .timestamp("created_at")
            .orElseThrow(() -> fields.invalid("created_at", "is required.")),
        base64(fields, "digest"),
        base64(fields, "sealed_webhook_secret"),
        request(fields, now),
        jobId(fields, "retried_from"));
  }

  private static JobRequest request(Fields fields, Instant now) {
    JsonNode request = fields.node("request");
    if (request == null) {
      throw fields.invalid("request", "is required.");
    }
    return JobRequestFormat.readAccepted(request, now).request();
  }

  private static Optional<JobId> jobId(Fields fields, String name) {
    return fields
        .text(name, 1, 64)
        .map(text -> JobId.parse(text).orElseThrow(() -> fields.invalid(name, "must be a UUID.")));
  }

  private static TenantId tenant(Fields fields) {
    String tenant = fields.requiredText("tenant", 1, TenantId.MAX_LENGTH);
    try {
      return new TenantId(tenant);
    } catch (IllegalArgumentException _) {
      throw fields.invalid("tenant", "must not be blank or contain control characters.");
    }
  }

  private static Optional<String> base64(Fields fields, String name) {
    Optional<String> text = fields.text(name, 1, 4096);
    text.ifPresent(value -> {
      try {
        Base64.getDecoder().decode(value);
      } catch (IllegalArgumentException _) {
        throw fields.invalid(name, "must be base64.");
      }
    });
    return text;
  }

  /** Never shows the request. */
  @Override
  public String toString() {
    return "JobSubmitted[" + jobId + ", tenant=" + tenant + "]";
  }
}
