package dev.sluice.egress;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.util.Optional;

/**
 * The host and port of a webhook's URL.
 *
 * @param secure whether it is https
 * @param host a name in lower case and without trailing dot, or the address in the form of {@link
 *     InetAddress#getHostAddress()}
 * @param literal the address, when the URL has one instead of a name
 */
public record Destination(boolean secure, String host, int port, Optional<InetAddress> literal) {

  public Destination {
    requireNonNull(host);
    requireNonNull(literal);
  }

  public String scheme() {
    return secure ? "https" : "http";
  }
}
