package dev.sluice.webhooks.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.sluice.job.EventType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as the API shows it.
 *
 * @param headerNames without their values, which may be credentials
 * @param secrets those that sign now, newest first
 * @param secret in the response that creates or rotates it only
 */
public record Endpoint(
    EndpointId id,
    String url,
    List<EventType> events,
    @Nullable String description,
    boolean enabled,
    @Nullable String disabledReason,
    @Nullable Instant disabledAt,
    List<String> headerNames,
    @Nullable Integer rateLimitPerSecond,
    boolean asymmetricSignature,
    List<Validity> secrets,
    Instant createdAt,
    Instant updatedAt,
    @JsonInclude(Include.NON_NULL) @Nullable String secret) {

  /**
   * Since when and until when a secret signs.
   *
   * @param expiresAt null where nothing has taken its place
   */
  public record Validity(Instant createdAt, @Nullable Instant expiresAt) {}

  static Endpoint of(WebhookEndpoint stored, List<EndpointSecret> valid, @Nullable String secret) {
    return new Endpoint(
        stored.id(),
        stored.url(),
        stored.events(),
        stored.description(),
        stored.isEnabled(),
        stored.disabledReason(),
        stored.disabledAt(),
        stored.headerNames(),
        stored.rateLimitPerSecond(),
        stored.hasAsymmetricSignature(),
        valid.stream()
            .filter(row -> row.is(EndpointSecret.Kind.SHARED))
            .map(row -> new Validity(row.createdAt(), row.expiresAt()))
            .toList(),
        stored.createdAt(),
        stored.updatedAt(),
        secret);
  }

  /** Never shows the secret, nor the query of the URL. */
  @Override
  public String toString() {
    return "Endpoint[" + id + "]";
  }
}
