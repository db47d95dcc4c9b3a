package dev.sluice.webhooks.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.sluice.job.EventType;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as the API shows it.
 *
 * @param headerNames without the values, which may be credentials
 * @param secrets the valid ones, newest first
 * @param secret only in the response that creates or rotates it
 */
@Schema(name = "Webhook")
public record Endpoint(
    @Schema(description = "The webhook's id.") EndpointId id,
    @Schema(description = "Where deliveries are sent.", format = "uri") String url,
    @Schema(description = "The events that it receives.") List<EventType> events,
    @Schema(description = "For people.") @Nullable String description,
    @Schema(description = "Whether deliveries are sent.") boolean enabled,
    @Schema(
            description = "By its owner; because it answered 410; or after too many failures.",
            allowableValues = {"manual", "gone", "failing"})
        @Nullable String disabledReason,
    @Schema(description = "Since when it is disabled.") @Nullable Instant disabledAt,
    @Schema(description = "The names of its headers, without the values.") List<String> headerNames,
    @Schema(
            description = "The maximum number of attempts per second.",
            minimum = "1",
            maximum = "10000")
        @Nullable Integer rateLimitPerSecond,
    @Schema(description = "Whether `v1a` signatures are sent.") boolean asymmetricSignature,
    @Schema(description = "The secrets that sign, newest first.") List<Validity> secrets,
    @Schema(description = "When it was created.") Instant createdAt,
    @Schema(description = "When its owner last changed it.") Instant updatedAt,
    @JsonInclude(Include.NON_NULL) @Schema(hidden = true) @Nullable String secret) {

  /** When a secret signs; until it is replaced, it has no end. */
  @Schema(name = "SecretValidity")
  public record Validity(
      @Schema(description = "Since when it signs.") Instant createdAt,
      @Schema(description = "Until when; null for no end.") @Nullable Instant expiresAt) {}

  static Endpoint of(WebhookEndpoint stored, List<EndpointSecret> valid, @Nullable String secret) {
    return new Endpoint(
        stored.id(),
        stored.url,
        stored.events(),
        stored.description,
        stored.enabled,
        stored.disabledReason,
        stored.disabledAt,
        List.of(stored.headerNames),
        stored.rateLimitPerSecond,
        stored.asymmetricSignature,
        valid.stream()
            .filter(EndpointSecret::isShared)
            .map(row -> new Validity(row.createdAt, row.expiresAt))
            .toList(),
        stored.createdAt,
        stored.updatedAt,
        secret);
  }

  /** Omits the secret and the URL. */
  @Override
  public String toString() {
    return "Endpoint[" + id + "]";
  }
}
