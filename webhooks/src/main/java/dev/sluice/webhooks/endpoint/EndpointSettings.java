package dev.sluice.webhooks.endpoint;

import dev.sluice.job.EventType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an owner sets of an endpoint, validated; null where nothing is said.
 *
 * @param headers extra headers of its deliveries, in the order in which they were given
 * @param asymmetricSignature whether deliveries carry a {@code v1a} signature, too
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

  /** The same with these events. */
  public EndpointSettings with(Set<EventType> subscribed) {
    return new EndpointSettings(
        url, subscribed, description, headers, rateLimitPerSecond, enabled, asymmetricSignature);
  }

  /** Never shows the query of the URL, nor a header's value. */
  @Override
  public String toString() {
    return "EndpointSettings[" + events + "]";
  }
}
