package dev.sluice.egress;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Where a webhook's URL leads, as far as it says so itself.
 *
 * @param secure whether it is https
 * @param host a name in lower case and without trailing dot, or the address as {@link
 *     InetAddress#getHostAddress()} has it
 * @param literal the address, where the URL has one instead of a name
 */
public record Destination(boolean secure, String host, int port, Optional<InetAddress> literal) {

  public Destination {
    requireNonNull(host);
    requireNonNull(literal);
  }

  public String scheme() {
    return secure ? "https" : "http";
  }

  /** The host as a URL and a Host header have it. */
  public String urlHost() {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }
}
