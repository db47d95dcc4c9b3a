package dev.sluice.egress;

import java.net.InetAddress;
import java.util.List;
import org.springframework.boot.http.client.InetAddressFilter;

/**
 * Which addresses a webhook may lead to: what the registries of special-purpose addresses of the
 * IANA (IPv4 and IPv6, as of 2026) do not except from the public Internet, and what is allowed on
 * top.
 */
final class Reachable {

  /**
   * What Boot's filter lets pass. The first three are all of IPv6 but the eighth of it that is
   * assigned to global unicast ({@code 2000::/3}, RFC 4291): segment routing (5f00::/16), dummy
   * prefixes, local NAT64 and IPv4 in IPv6 among them. The last one is for documentation (RFC
   * 9637).
   */
  private static final String[] BEYOND_BOOT = {"::/3", "4000::/2", "8000::/1", "3fff::/20"};

  private Reachable() {}

  /**
   * Addresses of the public Internet, and what is allowed on top.
   *
   * @param loopback whether this machine may be reached, too; for development
   * @param networks further addresses, single or in CIDR notation
   * @throws IllegalArgumentException where one of them is neither
   */
  static InetAddressFilter addresses(boolean loopback, List<String> networks) {
    InetAddressFilter filter = InetAddressFilter.externalAddresses().andNot(BEYOND_BOOT);
    if (loopback) {
      filter = filter.or("127.0.0.0/8", "::1");
    }
    for (String network : networks) {
      // Never a name, which would be looked up here.
      InetAddress _ = InetAddress.ofLiteral(network.split("/", 2)[0]);
      filter = filter.or(network);
    }
    return filter;
  }
}
