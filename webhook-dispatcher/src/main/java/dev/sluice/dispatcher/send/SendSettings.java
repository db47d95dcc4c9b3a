package dev.sluice.dispatcher.send;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.springframework.boot.http.client.InetAddressFilter;

/**
 * How attempts are made.
 *
 * @param reachable the addresses that may be connected to
 * @param connectTimeout for each address of a host, and for finding the addresses
 * @param deadline for the whole attempt
 * @param connections open connections, at most
 */
public record SendSettings(
    InetAddressFilter reachable, Duration connectTimeout, Duration deadline, int connections) {

  public SendSettings {
    requireNonNull(reachable);
    if (!connectTimeout.isPositive() || !deadline.isPositive() || connections < 1) {
      throw new IllegalArgumentException("timeouts and connections are positive");
    }
  }
}
