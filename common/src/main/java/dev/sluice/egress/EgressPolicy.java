package dev.sluice.egress;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.client.InetAddressFilter;

/**
 * Decides which URLs webhooks may have and which addresses they may connect to. Makes no lookups.
 * Safe for all threads.
 *
 * <p>A host is accepted in one spelling only: four decimal numbers without leading zeros, IPv6 in
 * brackets without zone, or a name of ASCII labels whose last one does not begin with a digit.
 * Other spellings that some resolver reads as an address ({@code 2130706433}, {@code 0x7f.1},
 * {@code 017700000001}, {@code 127.1}, non-ASCII digits, percent-encoding) are refused.
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

  private static final Pattern PORTS = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");
  private static final int MAX_PORT = 65_535;
  private static final Pattern ALLOWED_HOST = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
  private static final String ANY_BELOW = "*.";

  // The special-purpose addresses (IANA registries as of 2026) that Boot's filter lets pass. The
  // first three are all of IPv6 except the global unicast range 2000::/3 (RFC 4291), which include
  // segment routing, dummy prefixes, local NAT64 and IPv4 in IPv6. The last is for documentation
  // (RFC 9637).
  private static final String[] NOT_PUBLIC = {"::/3", "4000::/2", "8000::/1", "3fff::/20"};

  private final InetAddressFilter addresses;
  private final List<Predicate<String>> hosts;
  private final BitSet ports;
  private final boolean http;
  private final boolean loopback;

  public EgressPolicy(EgressProperties properties) {
    this.addresses = addresses(properties.allowLoopback(), properties.allowedAddresses());
    this.hosts = hosts(properties.allowedHosts());
    this.ports = ports(properties.allowedPorts());
    this.http = properties.allowHttp();
    this.loopback = properties.allowLoopback();
  }

  /**
   * The public addresses of the Internet, and those that are allowed in addition.
   *
   * @param networks single addresses, or networks in CIDR notation
   * @throws IllegalArgumentException when one of them is neither
   */
  static InetAddressFilter addresses(boolean loopback, List<String> networks) {
    InetAddressFilter filter = InetAddressFilter.externalAddresses().andNot(NOT_PUBLIC);
    if (loopback) {
      filter = filter.or("127.0.0.0/8", "::1");
    }
    for (String network : networks) {
      // Refuses names, which the filter would resolve.
      InetAddress _ = InetAddress.ofLiteral(network.split("/", 2)[0]);
      filter = filter.or(network);
    }
    return filter;
  }

  /** Patterns for hosts in lower case: names, or all names below one. */
  static List<Predicate<String>> hosts(List<String> texts) {
    return texts.stream().map(EgressPolicy::host).toList();
  }

  private static Predicate<String> host(String text) {
    String pattern = text.strip().toLowerCase(Locale.ROOT);
    boolean below = pattern.startsWith(ANY_BELOW);
    String name = below ? pattern.substring(ANY_BELOW.length()) : pattern;
    if (!ALLOWED_HOST.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "sluice.webhooks.egress.allowed-hosts: a host name, or *. and one");
    }
    return below ? host -> host.endsWith("." + name) : name::equals;
  }

  static BitSet ports(List<String> texts) {
    BitSet ports = new BitSet();
    for (String text : texts) {
      Matcher matcher = PORTS.matcher(text.strip());
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "sluice.webhooks.egress.allowed-ports: a port or a range, e.g. 443 or 8000-8999");
      }
      int first = Integer.parseInt(matcher.group(1));
      int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
      if (first < 1 || last < first || last > MAX_PORT) {
        throw new IllegalArgumentException(
            "sluice.webhooks.egress.allowed-ports: ports are 1 to 65535, ranges ascend");
      }
      ports.set(first, last + 1);
    }
    return ports;
  }

  /**
   * Checks a URL without resolving its host; the addresses of a name are checked on connecting. Its
   * path and query must be ASCII, anything else percent-encoded.
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

  /** Required by RFC 3986; {@link URI} accepts other characters, which HTTP cannot carry. */
  private static boolean isAscii(@Nullable String part) {
    return part == null || part.chars().allMatch(character -> character <= MAX_ASCII);
  }

  private UrlCheck check(Destination destination) {
    if (!ports.get(destination.port())) {
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

  /** Whether webhooks to this destination may connect to this address. */
  public boolean allows(Destination destination, InetAddress address) {
    return trusts(destination) || addresses.matches(address);
  }

  private boolean trusts(Destination destination) {
    return hosts.stream().anyMatch(pattern -> pattern.test(destination.host()));
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

  /** RFC 6761, 6.3: such names always mean this machine. */
  private static boolean isLoopbackName(String host) {
    return host.equals(LOCALHOST) || host.endsWith("." + LOCALHOST);
  }
}
