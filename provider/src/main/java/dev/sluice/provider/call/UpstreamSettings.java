package dev.sluice.provider.call;

import java.net.URI;
import java.time.Duration;

/**
 * Where a provider is and how it is reached.
 *
 * @param apiKey empty for a server that asks for none
 * @param maxInFlight calls at the same time, and idle connections that are kept
 * @param connectTimeout bounds a single connect, and then each wait for the server in the TLS
 *     handshake; the call's deadline bounds both, too
 */
public record UpstreamSettings(
    URI baseUrl, String apiKey, int maxInFlight, Duration connectTimeout) {

  @Override
  public String toString() {
    return "UpstreamSettings[baseUrl=%s, maxInFlight=%d]".formatted(baseUrl, maxInFlight);
  }
}
