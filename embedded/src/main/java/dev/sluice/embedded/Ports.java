package dev.sluice.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/** Finds free loopback ports. */
final class Ports {
  static final String LOOPBACK = "127.0.0.1";

  // Below Linux's ephemeral port range, so that no outgoing connection takes the port before the
  // server binds it.
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 100;

  private Ports() {}

  /**
   * Returns the requested port, or a free one for 0.
   *
   * @throws PortInUseException if the requested port is in use
   */
  static int resolve(int requested) {
    if (requested == 0) {
      return free();
    }
    if (!isFree(requested)) {
      throw new PortInUseException(requested);
    }
    return requested;
  }

  /** Returns a port that is free at present. */
  static int free() {
    return RandomGenerator.getDefault()
        .ints(ATTEMPTS, LOWEST, HIGHEST)
        .filter(Ports::isFree)
        .findFirst()
        .orElseThrow(
            () -> new InfraException("No free port between %d and %d".formatted(LOWEST, HIGHEST)));
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), port));
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }
}
