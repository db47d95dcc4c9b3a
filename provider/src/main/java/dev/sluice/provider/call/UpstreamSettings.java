package dev.sluice.provider.call;

import java.net.URI;
import java.time.Duration;

/**
 * Where a provider is and how it is reached.
 *
 * @param apiKey empty for a server that asks for none
 * @param maxInFlight permits, and idle connections that are kept
 * @param connectTimeout bounds a single connect, TLS excluded; the call's deadline bounds it too
 */
public record UpstreamSettings(
    URI baseUrl, String apiKey, int maxInFlight, Duration connectTimeout) {

  /** Idle connections are closed after this; below the idle timeout of common load balancers. */
  public static final Duration KEEP_ALIVE = Duration.ofSeconds(50);

  // The exchange leaves at the deadline; an SDK that counts by itself must not be earlier.
  private static final Duration SLACK = Duration.ofMillis(250);

  /** The key as an SDK wants it: never empty, which an SDK may refuse. */
  public String keyOrPlaceholder() {
    return apiKey.isEmpty() ? "none" : apiKey;
  }

  /** The SDK's own bound of a call, a backstop behind the deadline. */
  public Duration requestTimeout(Duration remaining) {
    return remaining.plus(SLACK);
  }

  @Override
  public String toString() {
    return "UpstreamSettings[baseUrl=%s, maxInFlight=%d]".formatted(baseUrl, maxInFlight);
  }
}
