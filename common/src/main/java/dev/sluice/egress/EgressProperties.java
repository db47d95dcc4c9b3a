package dev.sluice.egress;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where webhooks may lead. The defaults are for tenants that nobody knows: https, to the public
 * Internet. api and webhook-dispatcher must have the same; what the dispatcher has decides.
 *
 * @param allowLoopback whether a webhook may lead to this machine; for development only, as it lets
 *     whoever may submit a job reach what listens here
 * @param allowHttp whether a URL may be http; bodies and signatures travel in the clear then
 * @param allowedAddresses addresses or networks (CIDR) that webhooks may reach although they are
 *     not public ones, e.g. {@code 10.20.0.0/16}
 * @param allowedHosts host names whose addresses are not judged, e.g. {@code hooks.corp.example},
 *     or {@code *.corp.example} for all names below it; whoever answers for these names in the DNS
 *     is trusted
 * @param allowedPorts ports and ranges of them. The default leaves out what is below 1024 but the
 *     two of the Web: there are mail servers and the like, which may take a request for something
 *     else, while receivers are found on any port above
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
    Reachable.addresses(allowLoopback, allowedAddresses);
    HostPattern.of(allowedHosts);
    if (PortRange.of(allowedPorts).isEmpty()) {
      throw new IllegalArgumentException("sluice.webhooks.egress.allowed-ports must name a port");
    }
  }

  /** As it is without any setting. */
  public static EgressProperties defaults() {
    return new EgressProperties(
        false, false, List.of(), List.of(), List.of("80", "443", "1024-65535"));
  }

  /** For development: this machine, and http. */
  public static EgressProperties local() {
    return new EgressProperties(
        true, true, List.of(), List.of(), List.of("80", "443", "1024-65535"));
  }
}
