package dev.sluice.api.http.sse;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param keepAlive silence after which a stream gets a comment line, so that no proxy takes it for
 *     dead; at least 10 ms
 * @param lookInterval how often the connections of waiting clients are looked at, 10–500 ms; that a
 *     client has gone is known one interval later
 */
@ConfigurationProperties(prefix = "sluice.sse", ignoreUnknownFields = false)
record SseProperties(
    @DefaultValue("15s") Duration keepAlive, @DefaultValue("200ms") Duration lookInterval) {

  SseProperties {
    if (keepAlive.toMillis() < 10) {
      throw new IllegalArgumentException("sluice.sse.keep-alive must be at least 10ms");
    }
    if (lookInterval.toMillis() < 10 || lookInterval.toMillis() > 500) {
      throw new IllegalArgumentException("sluice.sse.look-interval must be 10ms to 500ms");
    }
  }
}
