package dev.sluice.api.http.sse;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param keepAlive silence after which a stream gets a comment, so that no proxy closes it; at
 *     least 10 ms
 * @param checkInterval how often the connections of waiting clients are checked, 10–500 ms; a
 *     disconnect is detected within about that time
 */
@ConfigurationProperties(prefix = "sluice.sse", ignoreUnknownFields = false)
record SseProperties(
    @DefaultValue("15s") Duration keepAlive, @DefaultValue("200ms") Duration checkInterval) {

  SseProperties {
    if (keepAlive.toMillis() < 10) {
      throw new IllegalArgumentException("sluice.sse.keep-alive must be at least 10ms");
    }
    if (checkInterval.toMillis() < 10 || checkInterval.toMillis() > 500) {
      throw new IllegalArgumentException("sluice.sse.check-interval must be 10ms to 500ms");
    }
  }
}
