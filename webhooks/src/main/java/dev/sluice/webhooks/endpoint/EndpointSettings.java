package dev.sluice.webhooks.endpoint;

import dev.sluice.job.EventType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Validated settings of an endpoint; null for those that are not given.
 *
 * @param headers extra headers of its deliveries, in the given order
 * @param asymmetricSignature whether deliveries have a {@code v1a} signature as well
 */
public record EndpointSettings(
    @Nullable String url,
    @Nullable Set<EventType> events,
    @Nullable String description,
    @Nullable Map<String, String> headers,
    @Nullable Integer rateLimitPerSecond,
    @Nullable Boolean enabled,
    @Nullable Boolean asymmetricSignature) {

  public EndpointSettings {
    events = events == null ? null : Set.copyOf(events);
    headers = headers == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /** With other events. */
  public EndpointSettings with(Set<EventType> subscribed) {
    return new EndpointSettings(
        url, subscribed, description, headers, rateLimitPerSecond, enabled, asymmetricSignature);
  }

  /** Omits the URL and the headers. */
  @Override
  public String toString() {
    return "EndpointSettings[" + events + "]";
  }
}
