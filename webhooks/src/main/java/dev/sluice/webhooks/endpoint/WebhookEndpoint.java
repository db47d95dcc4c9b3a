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
 * A row of {@code webhook_endpoint}. Changes require its lock: the dispatcher may disable it at any
 * moment.
 */
@Entity
@Table(name = "webhook_endpoint")
class WebhookEndpoint {

  private static final String MANUAL = "manual";

  @Id private UUID id;
  private String tenant;
  private String url;
  private @Nullable String description;
  private String[] events;

  /** A JSON object, sealed. */
  @SuppressWarnings("UnusedVariable") // Read by the dispatcher.
  private @Nullable String headers;

  private String[] headerNames;
  private @Nullable Integer rateLimitPerSecond;
  private boolean asymmetricSignature;
  private boolean enabled;
  private @Nullable String disabledReason;
  private @Nullable Instant disabledAt;
  private Instant createdAt;
  private Instant updatedAt;
  private @Nullable Instant deletedAt;

  /** For JPA, which fills the fields in. */
  @SuppressWarnings("NullAway.Init")
  protected WebhookEndpoint() {}

  /** Enabled, without anything that may be absent. */
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

  TenantId tenant() {
    return new TenantId(tenant);
  }

  String url() {
    return url;
  }

  @Nullable String description() {
    return description;
  }

  /** A type that this release does not know is left out. */
  List<EventType> events() {
    return Arrays.stream(events).map(EventType::ofWireName).flatMap(Optional::stream).toList();
  }

  List<String> headerNames() {
    return List.of(headerNames);
  }

  @Nullable Integer rateLimitPerSecond() {
    return rateLimitPerSecond;
  }

  boolean hasAsymmetricSignature() {
    return asymmetricSignature;
  }

  boolean isEnabled() {
    return enabled;
  }

  @Nullable String disabledReason() {
    return disabledReason;
  }

  @Nullable Instant disabledAt() {
    return disabledAt;
  }

  Instant createdAt() {
    return createdAt;
  }

  Instant updatedAt() {
    return updatedAt;
  }

  EndpointState state() {
    return EndpointState.of(enabled, deletedAt != null);
  }

  void changeUrl(String newUrl) {
    url = newUrl;
  }

  void describe(@Nullable String newDescription) {
    description = newDescription;
  }

  void subscribeTo(Set<EventType> newEvents) {
    events = names(newEvents);
  }

  /** Replaces all of them; null and no names for none. */
  void setHeaders(@Nullable String sealedHeaders, List<String> names) {
    headers = sealedHeaders;
    headerNames = names.toArray(String[]::new);
  }

  void limitRate(@Nullable Integer perSecond) {
    rateLimitPerSecond = perSecond;
  }

  void signAsymmetrically(boolean on) {
    asymmetricSignature = on;
  }

  void enable() {
    enabled = true;
    disabledReason = null;
    disabledAt = null;
  }

  /** By its owner. One that is disabled already keeps the reason and the time. */
  void disable(Instant now) {
    if (enabled) {
      enabled = false;
      disabledReason = MANUAL;
      disabledAt = now;
    }
  }

  void delete(Instant now) {
    deletedAt = now;
    updatedAt = now;
  }

  void touch(Instant now) {
    updatedAt = now;
  }

  private static String[] names(Set<EventType> events) {
    return events.stream().map(EventType::wireName).sorted().toArray(String[]::new);
  }
}
