package dev.sluice.api.deliveries;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as the API shows it.
 *
 * @param url without its query, which may carry a credential
 */
record DeliveryView(
    UUID deliveryId,
    UUID eventId,
    String event,
    String url,
    String status,
    int attempt,
    @Nullable Instant nextAttemptAt,
    Instant createdAt,
    @Nullable Instant completedAt,
    List<Attempt> attempts) {

  /**
   * One attempt that had an outcome.
   *
   * @param failure class of failure; absent where the attempt delivered
   * @param responseBody the beginning of what the endpoint answered, read as UTF-8
   */
  record Attempt(
      int attempt,
      Instant startedAt,
      int durationMs,
      @Nullable Integer statusCode,
      @Nullable String failure,
      @Nullable String responseBody,
      boolean responseCut,
      @Nullable Instant nextAttemptAt) {

    static Attempt of(DeliveryAttempt stored) {
      byte[] body = stored.responseBody();
      return new Attempt(
          stored.key().attempt(),
          stored.startedAt(),
          stored.durationMs(),
          stored.statusCode(),
          stored.failure(),
          body == null ? null : new String(body, StandardCharsets.UTF_8),
          stored.responseCut(),
          stored.nextAttemptAt());
    }
  }

  static DeliveryView of(Delivery stored, List<DeliveryAttempt> attempts) {
    return new DeliveryView(
        stored.id(),
        stored.eventId(),
        stored.eventType(),
        withoutQuery(stored.url()),
        stored.status(),
        stored.attempt(),
        stored.nextAttemptAt(),
        stored.createdAt(),
        stored.completedAt(),
        attempts.stream().map(Attempt::of).toList());
  }

  private static String withoutQuery(String url) {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }
}
