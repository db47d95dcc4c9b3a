package dev.sluice.dispatcher.send;

import java.util.List;
import org.springframework.boot.http.client.InetAddressFilter;

/** Which addresses a webhook may lead to. */
public final class Reachable {

  // Forms of IPv6 that carry an IPv4 address and that Boot's filter does not look into: local NAT64
  // (RFC 8215) and IPv4-compatible addresses (RFC 4291, deprecated).
  private static final String[] EMBEDDING_IPV4 = {"64:ff9b:1::/48", "::/96"};

  private Reachable() {}

  /**
   * Addresses of the public Internet, and what is allowed on top.
   *
   * @param loopback whether this machine may be reached, too; for development
   * @param networks further addresses, single or in CIDR notation
   * @throws IllegalArgumentException where one of them is neither
   */
  public static InetAddressFilter addresses(boolean loopback, List<String> networks) {
    InetAddressFilter filter = InetAddressFilter.externalAddresses().andNot(EMBEDDING_IPV4);
    if (loopback) {
      filter = filter.or("127.0.0.0/8", "::1");
    }
    return networks.isEmpty() ? filter : filter.or(networks.toArray(String[]::new));
  }
}
