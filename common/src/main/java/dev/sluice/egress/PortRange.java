package dev.sluice.egress;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ports from the first to the last, both included. */
record PortRange(int first, int last) {

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");
  private static final int MAX = 65_535;

  PortRange {
    if (first < 1 || last < first || last > MAX) {
      throw new IllegalArgumentException(
          "sluice.webhooks.egress.allowed-ports: ports are 1 to 65535, ranges ascend");
    }
  }

  static List<PortRange> of(List<String> texts) {
    return texts.stream().map(PortRange::of).toList();
  }

  private static PortRange of(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "sluice.webhooks.egress.allowed-ports: a port or a range, e.g. 443 or 8000-8999");
    }
    int first = Integer.parseInt(matcher.group(1));
    return new PortRange(
        first, matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2)));
  }

  boolean contains(int port) {
    return first <= port && port <= last;
  }
}
