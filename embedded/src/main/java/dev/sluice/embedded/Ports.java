package dev.sluice.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/** Loopback ports. */
final class Ports {
  static final String LOOPBACK = "127.0.0.1";

  // Below the range from which Linux numbers outgoing connections, so that no client takes the port
  // before the server has it.
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 100;

  private Ports() {}

  /**
   * The port asked for, or a free one for 0.
   *
   * @throws PortInUseException if the port asked for is taken
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

  /** A port that was free a moment ago. */
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
    } catch (IOException taken) {
      return false;
    }
  }
}
