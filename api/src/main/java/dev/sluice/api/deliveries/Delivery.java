package dev.sluice.api.deliveries;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of {@code delivery}, to look at; without the body and the secret. */
@Entity
@Immutable
@Table(name = "delivery")
class Delivery {

  private static final String WAITING = "pending";

  @Id private UUID id;
  private UUID eventId;
  private String eventType;

  @SuppressWarnings("UnusedVariable") // Read by queries.
  private UUID jobId;

  @SuppressWarnings("UnusedVariable") // Read by queries.
  private String tenant;

  private String url;
  private String status;
  private int attempt;
  private Instant nextAttemptAt;
  private Instant createdAt;
  private @Nullable Instant completedAt;

  /** For JPA, which fills the fields in. */
  @SuppressWarnings("NullAway.Init")
  protected Delivery() {}

  UUID id() {
    return id;
  }

  UUID eventId() {
    return eventId;
  }

  String eventType() {
    return eventType;
  }

  String url() {
    return url;
  }

  String status() {
    return status;
  }

  int attempt() {
    return attempt;
  }

  /** When it is tried next; absent unless it waits for that. */
  @Nullable Instant nextAttemptAt() {
    return status.equals(WAITING) ? nextAttemptAt : null;
  }

  Instant createdAt() {
    return createdAt;
  }

  @Nullable Instant completedAt() {
    return completedAt;
  }
}
