package dev.sluice.api.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.sluice.api.webhooks.EndpointSecret.Kind;
import dev.sluice.job.EventType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as the API shows it.
 *
 * @param headerNames without their values, which may be credentials
 * @param secrets those that sign now, newest first
 * @param secret in the answer that made or took it, and never again
 */
record EndpointView(
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
  record Validity(Instant createdAt, @Nullable Instant expiresAt) {}

  /** Without any secret. */
  static EndpointView of(WebhookEndpoint stored, List<EndpointSecret> valid) {
    return of(stored, valid, null);
  }

  static EndpointView of(
      WebhookEndpoint stored, List<EndpointSecret> valid, @Nullable SigningSecret secret) {
    return new EndpointView(
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
            .filter(row -> row.is(Kind.SHARED))
            .map(row -> new Validity(row.createdAt(), row.expiresAt()))
            .toList(),
        stored.createdAt(),
        stored.updatedAt(),
        secret == null ? null : secret.text());
  }

  /** Never shows the secret, nor the query of the URL. */
  @Override
  public String toString() {
    return "EndpointView[" + id + "]";
  }
}
