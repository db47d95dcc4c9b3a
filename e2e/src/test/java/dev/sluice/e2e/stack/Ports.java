package dev.sluice.e2e.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/** Loopback ports for processes that are told theirs. */
public final class Ports {
  // Below the range from which Linux numbers outgoing connections, so that no client takes the port
  // before the server has it.
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 100;

  private Ports() {}

  /** A port that was free a moment ago. */
  public static int free() {
    return RandomGenerator.getDefault()
        .ints(ATTEMPTS, LOWEST, HIGHEST)
        .filter(Ports::isFree)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No free port"));
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
