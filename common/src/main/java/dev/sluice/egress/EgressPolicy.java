package dev.sluice.egress;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.client.InetAddressFilter;

/**
 * Which URLs may be a webhook's and which addresses may be connected to. Safe for all threads;
 * makes no lookup.
 *
 * <p>A host is taken in one spelling only: an address as RFC 3986 and RFC 5952 readers agree on it
 * – four decimal numbers without leading zeros, or IPv6 in brackets without zone – or a name of
 * ASCII labels whose last one does not begin with a digit. Whatever a resolver or library might
 * take for an address beyond that ({@code 2130706433}, {@code 0x7f.1}, {@code 017700000001}, {@code
 * 127.1}, other digits than ASCII's, percent-encoding) is refused as no host at all.
 */
public final class EgressPolicy {

  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*"
              + "[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");
  private static final String LOCALHOST = "localhost";
  private static final int MAX_ASCII = 0x7e;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private final InetAddressFilter reachable;
  private final List<HostPattern> hosts;
  private final List<PortRange> ports;
  private final boolean http;
  private final boolean loopback;

  public EgressPolicy(EgressProperties properties) {
    this.reachable = Reachable.addresses(properties.allowLoopback(), properties.allowedAddresses());
    this.hosts = HostPattern.of(properties.allowedHosts());
    this.ports = PortRange.of(properties.allowedPorts());
    this.http = properties.allowHttp();
    this.loopback = properties.allowLoopback();
  }

  /**
   * Judges a URL by what it says itself. What is not ASCII must be percent-encoded in its path and
   * query; a name's addresses are judged when they are known.
   */
  public UrlCheck check(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException _) {
      return new UrlCheck.Refused(Refusal.MALFORMED);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean secure = scheme.equals("https");
    if (!secure && !(http && scheme.equals("http"))) {
      return new UrlCheck.Refused(http ? Refusal.NOT_HTTP : Refusal.NOT_HTTPS);
    }
    if (uri.getRawUserInfo() != null) {
      return new UrlCheck.Refused(Refusal.USER_INFO);
    }
    if (uri.getRawFragment() != null) {
      return new UrlCheck.Refused(Refusal.FRAGMENT);
    }
    if (!isAscii(uri.getRawPath()) || !isAscii(uri.getRawQuery())) {
      return new UrlCheck.Refused(Refusal.MALFORMED);
    }
    return destination(secure, uri)
        .map(this::check)
        .orElseGet(() -> new UrlCheck.Refused(Refusal.NO_HOST));
  }

  /** As RFC 3986 has it; {@link URI} lets other characters pass, which HTTP could not carry. */
  private static boolean isAscii(@Nullable String part) {
    return part == null || part.chars().allMatch(character -> character <= MAX_ASCII);
  }

  private UrlCheck check(Destination destination) {
    if (ports.stream().noneMatch(range -> range.contains(destination.port()))) {
      return new UrlCheck.Refused(Refusal.PORT);
    }
    boolean blocked =
        destination
            .literal()
            .map(address -> !allows(destination, address))
            .orElseGet(
                () -> isLoopbackName(destination.host()) && !loopback && !trusts(destination));
    return blocked
        ? new UrlCheck.Refused(Refusal.BLOCKED_ADDRESS)
        : new UrlCheck.Usable(destination);
  }

  /** Whether this address of the destination's host may be connected to. */
  public boolean allows(Destination destination, InetAddress address) {
    return trusts(destination) || reachable.matches(address);
  }

  private boolean trusts(Destination destination) {
    return hosts.stream().anyMatch(pattern -> pattern.matches(destination.host()));
  }

  private static Optional<Destination> destination(boolean secure, URI uri) {
    String host = uri.getHost();
    if (host == null) {
      return Optional.empty();
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
    if (host.startsWith("[")) {
      String literal = host.substring(1, host.length() - 1);
      return literal.indexOf('%') >= 0
          ? Optional.empty()
          : Optional.of(of(secure, InetAddress.ofLiteral(literal), port));
    }
    if (IPV4.matcher(host).matches()) {
      return Optional.of(of(secure, InetAddress.ofLiteral(host), port));
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    return NAME.matcher(name).matches()
        ? Optional.of(new Destination(secure, name, port, Optional.empty()))
        : Optional.empty();
  }

  private static Destination of(boolean secure, InetAddress literal, int port) {
    return new Destination(secure, literal.getHostAddress(), port, Optional.of(literal));
  }

  /** RFC 6761, 6.3: such names are this machine, whatever a resolver says. */
  private static boolean isLoopbackName(String host) {
    return host.equals(LOCALHOST) || host.endsWith("." + LOCALHOST);
  }
}
