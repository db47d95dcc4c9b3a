package dev.sluice.testing;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How tests run broker and database, selected by the system property {@code sluice.test.infra}. */
enum InfraKind {
  /** Broker in this process, database in a child process; needs nothing installed. */
  EMBEDDED,
  /** In containers; needs a Docker engine. */
  TESTCONTAINERS;

  static final String PROPERTY = "sluice.test.infra";

  /** There is no fallback: tests run on the requested kind or fail. */
  static InfraKind selected() {
    String name = System.getProperty(PROPERTY, EMBEDDED.toString());
    return Arrays.stream(values())
        .filter(kind -> kind.toString().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s is %s, but must be one of %s".formatted(PROPERTY, name, names())));
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
