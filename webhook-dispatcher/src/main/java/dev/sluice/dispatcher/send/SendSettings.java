package dev.sluice.dispatcher.send;

import static java.util.Objects.requireNonNull;

import dev.sluice.egress.EgressPolicy;
import java.time.Duration;

/**
 * How attempts are made.
 *
 * @param egress the URLs that may be used and the addresses that may be connected to
 * @param connectTimeout for finding the addresses, for each address of a host, and for TLS
 * @param deadline for the whole attempt
 * @param connections open connections, at most
 */
public record SendSettings(
    EgressPolicy egress, Duration connectTimeout, Duration deadline, int connections) {

  public SendSettings {
    requireNonNull(egress);
    if (!connectTimeout.isPositive() || !deadline.isPositive() || connections < 1) {
      throw new IllegalArgumentException("timeouts and connections are positive");
    }
  }
}
