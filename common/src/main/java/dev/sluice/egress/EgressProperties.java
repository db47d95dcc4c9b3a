package dev.sluice.egress;

import java.util.List;
import java.util.function.Predicate;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.http.client.InetAddressFilter;

/**
 * Which URLs webhooks may have. The defaults suit untrusted tenants: https, to the public Internet.
 * Give api and webhook-dispatcher the same settings; the dispatcher enforces them.
 *
 * @param allowLoopback whether webhooks may reach this machine; for development only
 * @param allowHttp whether URLs may be http; bodies and signatures are then sent in the clear
 * @param allowedAddresses non-public addresses or networks (CIDR) that webhooks may reach, e.g.
 *     {@code 10.20.0.0/16}
 * @param allowedHosts host names whose addresses are not checked, e.g. {@code hooks.corp.example},
 *     or {@code *.corp.example} for all names below it; trusts whoever controls them in the DNS
 * @param allowedPorts ports and ranges. The default leaves out the ports below 1024 except those of
 *     the Web, because the servers there, such as mail servers, may misread a request
 */
@ConfigurationProperties(prefix = "sluice.webhooks.egress", ignoreUnknownFields = false)
public record EgressProperties(
    @DefaultValue("false") boolean allowLoopback,
    @DefaultValue("false") boolean allowHttp,
    @DefaultValue List<String> allowedAddresses,
    @DefaultValue List<String> allowedHosts,
    @DefaultValue({"80", "443", "1024-65535"}) List<String> allowedPorts) {

  public EgressProperties {
    allowedAddresses = List.copyOf(allowedAddresses);
    allowedHosts = List.copyOf(allowedHosts);
    allowedPorts = List.copyOf(allowedPorts);
    InetAddressFilter _ = EgressPolicy.addresses(allowLoopback, allowedAddresses);
    List<Predicate<String>> _ = EgressPolicy.hosts(allowedHosts);
    if (EgressPolicy.ports(allowedPorts).isEmpty()) {
      throw new IllegalArgumentException("sluice.webhooks.egress.allowed-ports must name a port");
    }
  }

  /** The defaults. */
  public static EgressProperties defaults() {
    return new EgressProperties(
        false, false, List.of(), List.of(), List.of("80", "443", "1024-65535"));
  }

  /** For development: loopback and http are allowed. */
  public static EgressProperties local() {
    return new EgressProperties(
        true, true, List.of(), List.of(), List.of("80", "443", "1024-65535"));
  }
}
