package dev.sluice.testing;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Where the broker and the database of the tests come from: the system property {@code
 * sluice.test.infra}.
 */
enum InfraKind {
  /** In this process and beside it; needs nothing installed. */
  EMBEDDED,
  /** In containers; needs a Docker engine. */
  TESTCONTAINERS;

  static final String PROPERTY = "sluice.test.infra";

  /** Never falls back: what was asked for is what the tests run on. */
  static InfraKind selected() {
    String name = System.getProperty(PROPERTY, EMBEDDED.toString());
    return Arrays.stream(values())
        .filter(kind -> kind.toString().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s is %s; it must be one of %s".formatted(PROPERTY, name, names())));
  }

  Servers start() {
    return switch (this) {
      case EMBEDDED -> EmbeddedServers.start();
      case TESTCONTAINERS -> ContainerServers.start();
    };
  }

  private static String names() {
    return Arrays.stream(values()).map(InfraKind::toString).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
