package dev.sluice.api.deliveries;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of {@code delivery_attempt}, to look at. */
@Entity
@Immutable
@Table(name = "delivery_attempt")
class DeliveryAttempt {

  @EmbeddedId private Key key;
  private Instant startedAt;
  private int durationMs;
  private @Nullable Integer statusCode;
  private @Nullable String failure;
  private byte @Nullable [] responseBody;
  private boolean responseCut;
  private @Nullable Instant nextAttemptAt;

  /** For JPA, which fills the fields in. */
  @SuppressWarnings("NullAway.Init")
  protected DeliveryAttempt() {}

  /** Which attempt of which delivery. */
  @Embeddable
  record Key(UUID deliveryId, int attempt) {}

  Key key() {
    return key;
  }

  Instant startedAt() {
    return startedAt;
  }

  int durationMs() {
    return durationMs;
  }

  @Nullable Integer statusCode() {
    return statusCode;
  }

  @Nullable String failure() {
    return failure;
  }

  byte @Nullable [] responseBody() {
    return responseBody;
  }

  boolean responseCut() {
    return responseCut;
  }

  @Nullable Instant nextAttemptAt() {
    return nextAttemptAt;
  }
}
