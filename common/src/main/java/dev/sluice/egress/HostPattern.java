package dev.sluice.egress;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A host's name, or all names below one.
 *
 * @param name in lower case
 */
record HostPattern(String name, boolean below) {

  private static final String BELOW = "*.";
  private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

  HostPattern {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "sluice.webhooks.egress.allowed-hosts: a host name, or *. and one");
    }
  }

  static List<HostPattern> of(List<String> texts) {
    return texts.stream().map(HostPattern::of).toList();
  }

  private static HostPattern of(String text) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    boolean below = name.startsWith(BELOW);
    return new HostPattern(below ? name.substring(BELOW.length()) : name, below);
  }

  /** Whether it covers this host, which is in lower case. */
  boolean matches(String host) {
    return below ? host.endsWith("." + name) : host.equals(name);
  }
}
