package dev.sluice.webhooks.endpoint;

import dev.sluice.job.EventType;
import dev.sluice.job.TenantId;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code webhook_endpoint}. May be changed only while it is locked, as the dispatcher may
 * disable it at any time.
 */
@Entity
@Table(name = "webhook_endpoint")
class WebhookEndpoint {

  @Id UUID id;
  String tenant;
  String url;
  @Nullable String description;
  String[] events;

  /** A sealed JSON object; null for none. */
  @Nullable String headers;

  String[] headerNames;
  @Nullable Integer rateLimitPerSecond;
  boolean asymmetricSignature;
  boolean enabled;
  @Nullable String disabledReason;
  @Nullable Instant disabledAt;
  Instant createdAt;
  Instant updatedAt;
  @Nullable Instant deletedAt;

  /** For JPA. */
  @SuppressWarnings("NullAway.Init")
  protected WebhookEndpoint() {}

  /** Enabled, without optional settings. */
  WebhookEndpoint(EndpointId id, TenantId tenant, String url, Set<EventType> events, Instant now) {
    this.id = id.value();
    this.tenant = tenant.value();
    this.url = url;
    this.events = names(events);
    this.headerNames = new String[0];
    this.enabled = true;
    this.createdAt = now;
    this.updatedAt = now;
  }

  EndpointId id() {
    return new EndpointId(id);
  }

  /** Omits types that this version does not know. */
  List<EventType> events() {
    return Arrays.stream(events).map(EventType::ofWireName).flatMap(Optional::stream).toList();
  }

  EndpointState state() {
    return EndpointState.of(enabled, deletedAt != null);
  }

  void subscribeTo(Set<EventType> newEvents) {
    events = names(newEvents);
  }

  void enable() {
    enabled = true;
    disabledReason = null;
    disabledAt = null;
  }

  /** By its owner. A disabled endpoint keeps its reason and time. */
  void disable(Instant now) {
    if (enabled) {
      enabled = false;
      disabledReason = "manual";
      disabledAt = now;
    }
  }

  private static String[] names(Set<EventType> events) {
    return events.stream().map(EventType::wireName).sorted().toArray(String[]::new);
  }
}
